package org.reasoningrouter.replay.input;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;

/// Times of a CSV file whose first column holds when something arrived, as distances from the first
/// of them.
///
/// At its end the file begins again, one mean distance later, so that a short trace drives a long
/// run.
public final class ArrivalTrace implements AutoCloseable {

    private final Path file;
    private RowReader rows;
    private Instant first = Instant.EPOCH;
    private Duration before = Duration.ZERO;
    private Duration latest = Duration.ZERO;
    private long read;

    private ArrivalTrace(Path file, RowReader rows) {
        this.file = file;
        this.rows = rows;
    }

    public static ArrivalTrace open(Path file) throws IOException {
        return new ArrivalTrace(file, InputFormat.CSV.open(file));
    }

    /// The next distance; never less than the one before.
    ///
    /// @throws IOException when the file cannot be read or a row of it has no time
    public Duration next() throws IOException {
        var row = rows.next();
        if (row.isEmpty()) {
            begin();
            row = rows.next();
        }
        if (row.isEmpty()) {
            throw new IOException(file + " has no times");
        }
        var at = time(row.get());
        first = read == 0 ? at : first;
        read++;
        var due = before.plus(Duration.between(first, at));
        latest = due.compareTo(latest) > 0 ? due : latest;
        return latest;
    }

    private void begin() throws IOException {
        rows.close();
        rows = InputFormat.CSV.open(file);
        var pass = latest.minus(before);
        before = latest.plus(pass.dividedBy(Math.max(1, read - 1)));
        read = 0;
    }

    private Instant time(RawRow row) throws IOException {
        return switch (row) {
            case Broken(var number, var why) ->
                    throw new IOException(file + " row " + number + ": " + why);
            case Read(var number, var fields) -> {
                var value = fields.elements();
                try {
                    if (value.hasNext()) {
                        yield SubmittedAt.read(value.next());
                    }
                } catch (IllegalArgumentException e) {
                    throw new IOException(
                            file + " row " + number + " does not begin with a time", e);
                }
                throw new IOException(file + " row " + number + " is empty");
            }
        };
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
