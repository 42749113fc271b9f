package org.reasoningrouter.replay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// How far a replay is, on one line of a terminal; elsewhere it says nothing.
final class ProgressLine implements ReplayRun.Listener {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final PrintStream err;
    private final boolean watched;
    private final long askings;
    private Duration shown = Duration.ZERO;
    private long gradedNanos = System.nanoTime();

    /// @param watched whether it is a terminal
    /// @param askings in all
    ProgressLine(PrintStream err, boolean watched, long askings) {
        this.err = err;
        this.watched = watched;
        this.askings = askings;
    }

    @Override
    public void progress(ReplayRun.Progress progress) {
        if (watched && progress.since().minus(shown).compareTo(EVERY) >= 0) {
            shown = progress.since();
            err.printf("\r%s\u001b[K", text(progress));
            err.flush();
        }
    }

    /// How many rows a model has graded.
    ///
    /// @param rows in all
    void graded(long done, long rows) {
        var now = System.nanoTime();
        if (watched && (done == rows || now - gradedNanos >= EVERY.toNanos())) {
            gradedNanos = now;
            err.printf(Locale.ROOT, "\r%,d of %,d graded\u001b[K", done, rows);
            err.flush();
        }
    }

    String text(ReplayRun.Progress progress) {
        var seconds = Math.max(1e-3, progress.since().toMillis() / MILLIS);
        var rate = progress.answeredHere() / seconds;
        return String.format(
                Locale.ROOT,
                "%,d of %,d answered, %,d under way, %,.1f/s%s, $%.6f spent",
                progress.done(),
                askings,
                progress.pending(),
                rate,
                rate > 0 ? left((askings - progress.done()) / rate) : "",
                progress.spentNanos() / NANOS);
    }

    private static String left(double seconds) {
        var whole = Math.round(seconds);
        return String.format(
                Locale.ROOT,
                ", about %d:%02d:%02d left",
                whole / 3600,
                whole / 60 % 60,
                whole % 60);
    }

    /// Takes the line away.
    void clear() {
        if (watched) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
