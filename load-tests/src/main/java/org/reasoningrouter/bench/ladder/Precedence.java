package org.reasoningrouter.bench.ladder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Puts the thread that measures before all else that wants its core.
///
/// Sender and reader stand for other machines: what they wait for a core here is none of the
/// router's time. Linux has a priority for each thread, which those that it starts inherit; to
/// raise it takes a privilege.
final class Precedence {

    static final int NICE = -10;

    private static final long PATIENCE_SECONDS = 5;

    private Precedence() {}

    /// Gives it to the calling thread.
    ///
    /// @return whether the system allowed it
    static boolean take() {
        try {
            var thread = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
            var renice =
                    new ProcessBuilder("renice", "-n", String.valueOf(NICE), "-p", thread)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return renice.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && renice.exitValue() == 0;
        } catch (IOException _) {
            return false; // another system, or one without the program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before prompts were sent", e);
        }
    }
}
