package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final Course COURSE = new Course(false, 100, 1, 10).untilWarm();
    private static final Duration STEP = Duration.ofSeconds(30);

    @Test
    void itIsOverOnceTheCompilersRest() throws IOException {
        var warmUp =
                warmUp(
                        moment(1, 0, 0),
                        moment(2, 10, 4),
                        moment(3, 20, 5),
                        moment(4, 30, 5.3),
                        moment(5, 40, 5.4));

        assertThat(warmUp.isOver(99)).as("before its own prompts are done").isFalse();
        assertThat(warmUp.isOver(100)).as("nothing to hold it against").isFalse();
        assertThat(warmUp.isOver(110)).as("40 %").isFalse();
        assertThat(warmUp.isOver(120)).as("10 %").isFalse();
        assertThat(warmUp.isOver(130)).as("3 %").isFalse();
        assertThat(warmUp.isOver(140)).as("1 %").isTrue();
    }

    @Test
    void itIsOverWhenPatienceIs() throws IOException {
        var warmUp = warmUp(moment(0, 0, 0), moment(4, 10, 4), moment(5, 20, 8), moment(6, 30, 12));

        assertThat(warmUp.isOver(100)).isFalse();
        assertThat(warmUp.isOver(110)).isFalse();
        assertThat(warmUp.isOver(120)).as("half a minute too early").isFalse();
        assertThat(warmUp.isOver(130)).as("three minutes").isTrue();
    }

    @Test
    void whatIsNoProcessOfItsOwnHasNoCompilers() throws IOException {
        var warmUp = warmUp(moment(0, 0, 0), moment(1, 0, 0));

        assertThat(warmUp.isOver(100)).isFalse();
        assertThat(warmUp.isOver(110)).isTrue();
    }

    @Test
    void itWaitsForTheBrokersCompilersToo() throws IOException {
        var warmUp = warmUp(moment(0, 0, 0), broker(1, 10, 4), broker(2, 20, 4.1));

        assertThat(warmUp.isOver(100)).isFalse();
        assertThat(warmUp.isOver(110)).as("40 %").isFalse();
        assertThat(warmUp.isOver(120)).as("1 %").isTrue();
    }

    @Test
    void aBrokerThatDoesLittleMayCompileForLonger() throws IOException {
        var warmUp = warmUp(moment(0, 0, 0, 0, 0), moment(1, 0.2, 0.1, 10, 0.05));

        assertThat(warmUp.isOver(100)).isFalse();
        assertThat(warmUp.isOver(110)).as("1.5 % of both, 50 % of the broker's").isTrue();
    }

    private static WarmUp warmUp(Moment... moments) {
        Deque<Moment> next = new ArrayDeque<>(List.of(moments));
        return new WarmUp(COURSE, _ -> next.remove());
    }

    private static Moment moment(int step, double server, double compilers) {
        return moment(step, 0, 0, server, compilers);
    }

    private static Moment broker(int step, double own, double compilers) {
        return moment(step, own, compilers, 0, 0);
    }

    /// Long ago, so that none of them is looked at too early.
    private static Moment moment(
            int step, double own, double ownCompilers, double server, double compilers) {
        var at = System.nanoTime() - Duration.ofHours(1).minus(STEP.multipliedBy(step)).toNanos();
        var cpu =
                new CpuTimes(
                        seconds(own),
                        seconds(ownCompilers),
                        seconds(server),
                        seconds(compilers),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO);
        return new Moment(at, 0, cpu, ModelWork.NONE);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1_000 * seconds));
    }
}
