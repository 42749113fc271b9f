package org.reasoningrouter.replay.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.reasoningrouter.local.PromptJson;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;
import org.reasoningrouter.wire.Prompt;

/// The prompts of a file, in its order, one at a time.
public final class PromptSource implements AutoCloseable {

    /// Attributes that a replay sets itself begin with it.
    public static final String RESERVED = "replay_";

    private final RowReader rows;
    private final Columns columns;
    private long left;

    /// What is read.
    ///
    /// @param most rows that are read
    public record Of(Path file, InputFormat format, Columns columns, long most) {}

    private PromptSource(RowReader rows, Of of) {
        this.rows = rows;
        this.columns = of.columns();
        this.left = of.most();
    }

    public static PromptSource open(Of of) throws IOException {
        return new PromptSource(of.format().open(of.file()), of);
    }

    /// The next row; empty at the end.
    ///
    /// @throws IOException when the rest cannot be read
    public Optional<InputRow> next() throws IOException {
        if (left-- <= 0) {
            return Optional.empty();
        }
        return rows.next().map(this::row);
    }

    private InputRow row(RawRow row) {
        return switch (row) {
            case Broken(var number, var why) -> new Refused(number, why);
            case Read read -> prompt(read);
        };
    }

    private InputRow prompt(Read row) {
        try {
            var fields = columns.fields(row.fields());
            var submitted = Optional.ofNullable(fields.remove(Columns.SUBMITTED));
            var prompt = PromptJson.read(fields);
            refuseReserved(prompt);
            return new Taken(row.number(), prompt, submitted.map(SubmittedAt::read));
        } catch (IllegalArgumentException e) {
            return new Refused(row.number(), String.valueOf(e.getMessage()));
        }
    }

    private static void refuseReserved(Prompt prompt) {
        for (var name : prompt.getAttributes().keySet()) {
            if (name.startsWith(RESERVED)) {
                throw new IllegalArgumentException(
                        "no attribute may begin with " + RESERVED + ": a replay sets those itself");
            }
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
