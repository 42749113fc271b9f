package org.reasoningrouter.bench.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

    private static final Path OWN = Path.of("/proc/thread-self/stat");

    /// Of the fields behind the thread's name.
    private static final int NICE = 16;

    @Test
    void aThreadHasItForItselfAndForThoseThatItStarts() throws Exception {
        assumeThat(OWN).exists();
        var before = nice();
        var heir = new FutureTask<>(PrecedenceTest::nice);
        var taken =
                new FutureTask<>(() -> {
                    var took = Precedence.take();
                    start(heir);
                    return took;
                });
        start(taken);

        // Without the privilege nothing changes, and it says so.
        var expected = taken.get() ? Precedence.NICE : before;
        assertThat(heir.get()).isEqualTo(expected);
        assertThat(nice()).isEqualTo(before);
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    private static int nice() throws IOException {
        var stat = Files.readString(OWN);
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE]);
    }
}
