package org.reasoningrouter.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Locale;
import org.reasoningrouter.wire.Result;

/// Writes what a run tells: results to a file, complaints and, on a terminal, progress to stderr.
final class RunReport implements LocalRun.Listener {

    private static final int MOST_COMPLAINTS = 20;
    private static final long PROGRESS_EVERY = Duration.ofMillis(200).toNanos();

    private final Summary summary = new Summary();
    private final Writer results;
    private final PrintStream err;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private long complaints;
    private long shown;

    /// @param terminal whether somebody watches
    RunReport(Writer results, PrintStream err, boolean terminal) {
        this.results = results;
        this.err = err;
        this.terminal = terminal;
    }

    Summary summary() {
        return summary;
    }

    @Override
    public void result(Result result) {
        summary.add(result);
        try {
            results.write(ResultJson.line(result));
            results.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("--out cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void complaint(String line) {
        complaints++;
        if (complaints <= MOST_COMPLAINTS) {
            clear();
            err.println(line);
        } else if (complaints == MOST_COMPLAINTS + 1) {
            clear();
            err.println("more lines like these are counted and not shown");
        }
    }

    @Override
    public void progress(long sent, long pending) {
        var now = System.nanoTime();
        if (!terminal || now - shown < PROGRESS_EVERY) {
            return;
        }
        shown = now;
        err.printf(
                Locale.ROOT,
                "\r%,d sent, %,d results, %,d pending, %d s ",
                sent,
                summary.results(),
                pending,
                Duration.ofNanos(now - started).toSeconds());
    }

    /// Takes the progress line away, so that what follows starts on an empty one.
    void clear() {
        if (terminal && shown != 0) {
            err.print("\r" + " ".repeat(78) + "\r");
        }
    }
}
