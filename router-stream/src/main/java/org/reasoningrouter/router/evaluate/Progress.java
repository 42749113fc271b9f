package org.reasoningrouter.router.evaluate;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// The line on a terminal that says how far a file is; elsewhere it says nothing.
final class Progress {

    private static final long EVERY = Duration.ofMillis(200).toNanos();
    private static final int WIDTH = 30;
    private static final double NANOS = 1e9;

    private final PrintWriter terminal;
    private final boolean watched;
    private final LongSupplier nanos;
    private final long started;
    private long shown;

    /// @param watched whether the writer is a terminal
    /// @param nanos a clock as [System#nanoTime]
    Progress(PrintWriter terminal, boolean watched, LongSupplier nanos) {
        this.terminal = terminal;
        this.watched = watched;
        this.nanos = nanos;
        started = nanos.getAsLong();
        shown = started;
    }

    static Progress on(PrintWriter writer) {
        var console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        return new Progress(writer, console.isPresent(), System::nanoTime);
    }

    /// Shows how far it is, unless it did so a moment ago.
    ///
    /// @param done of the file, 0 to 1
    void show(long prompts, OptionalDouble done) {
        if (watched && nanos.getAsLong() - shown >= EVERY) {
            print(prompts, done);
        }
    }

    /// Shows the end and leaves the line.
    void end(long prompts) {
        if (watched) {
            print(prompts, OptionalDouble.of(1));
            terminal.println();
        }
    }

    private void print(long prompts, OptionalDouble done) {
        shown = nanos.getAsLong();
        var seconds = Math.max(1e-3, (shown - started) / NANOS);
        var bar = done.isPresent() ? bar(done.getAsDouble()) : "";
        var left = done.isPresent() ? left(done.getAsDouble(), seconds) : "";
        var rate = "%,d prompts, %,.0f/s".formatted(prompts, prompts / seconds);
        terminal.printf(Locale.ROOT, "\r%s%s%s\u001b[K", bar, rate, left);
        terminal.flush();
    }

    private static String bar(double done) {
        var full = (int) (done * WIDTH);
        return "[%s%s] %3d %%  "
                .formatted("#".repeat(full), ".".repeat(WIDTH - full), (int) (done * 100));
    }

    private static String left(double done, double seconds) {
        if (done <= 0 || done >= 1) {
            return "";
        }
        var left = Math.round(seconds * (1 - done) / done);
        return ", about %d:%02d left".formatted(left / 60, left % 60);
    }
}
