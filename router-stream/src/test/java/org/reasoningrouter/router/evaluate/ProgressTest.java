package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final String CLEAR = "\u001b[K";

    private final StringWriter terminal = new StringWriter();
    private final AtomicLong now = new AtomicLong(1);
    private final Progress progress = new Progress(new PrintWriter(terminal, true), true, now::get);

    @Test
    void aTerminalSeesHowFarHowFastAndHowLongStill() {
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        progress.show(12_000, OptionalDouble.of(0.1));

        assertThat(terminal)
                .hasToString(
                        "\r[###...........................]  10 %  12,000 prompts, 1,200/s, about 1:30 left"
                                + CLEAR);
    }

    @Test
    void withoutASizeThereIsNoShareAndNoTimeLeft() {
        now.addAndGet(Duration.ofSeconds(2).toNanos());

        progress.show(50, OptionalDouble.empty());

        assertThat(terminal).hasToString("\r50 prompts, 25/s" + CLEAR);
    }

    @Test
    void itIsShownFiveTimesASecond() {
        now.addAndGet(Duration.ofMillis(199).toNanos());
        progress.show(1, OptionalDouble.empty());
        assertThat(terminal).hasToString("");

        now.addAndGet(Duration.ofMillis(1).toNanos());
        progress.show(1, OptionalDouble.empty());
        progress.show(2, OptionalDouble.empty());
        assertThat(terminal).hasToString("\r1 prompts, 5/s" + CLEAR);
    }

    @Test
    void nobodyWatchesAFile() {
        var silent = new Progress(new PrintWriter(terminal, true), false, now::get);
        now.addAndGet(Duration.ofSeconds(2).toNanos());

        silent.show(1, OptionalDouble.of(0.5));
        silent.end(2);

        assertThat(terminal).hasToString("");
    }
}
