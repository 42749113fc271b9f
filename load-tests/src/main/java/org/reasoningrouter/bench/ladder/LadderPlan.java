package org.reasoningrouter.bench.ladder;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.ladder.SendSchedule.Spread;
import picocli.CommandLine.Option;

/// Which steps the ladder has.
final class LadderPlan {

    static final int HALF = 50;

    private static final int QUICK_SECONDS = 2;
    private static final int PERCENT = 100;

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "PERCENT",
            description = "Of capacity (10,50,70,90).")
    private List<Integer> loads = List.of(10, HALF, 70, 90);

    @Option(
            names = "--capacity",
            paramLabel = "PROMPTS_A_SECOND",
            description =
                    "Of the default model, in place of measuring it: two routers are compared at"
                            + " one rate only.")
    private @Nullable Integer capacity;

    @Option(
            names = "--commit-ms",
            split = ",",
            paramLabel = "MS",
            description =
                    "Commit intervals, exactly once and without eager commits (5,20,100). At least"
                            + " once, and exactly once as the router ships, come first.")
    private List<Integer> commitMs = List.of(5, 20, 100);

    @Option(names = "--seconds", description = "Of a step, without its warm-up (${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--repeats",
            description =
                    "Steps of each load, one after the other (${DEFAULT-VALUE}). Each has other gaps;"
                            + " their medians count.")
    private int repeats = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "At the start of each step; not counted (${DEFAULT-VALUE}). Before its first"
                            + " step a router has had full load until its compilers rest, and before"
                            + " each its load, six times as long at most: it runs other code there.")
    private int warmUp = 10;

    @Option(
            names = "--spread",
            description = "Gaps between sends: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Spread spread = Spread.POISSON;

    @Option(
            names = "--seed",
            description =
                    "Of the gaps, where they are drawn (${DEFAULT-VALUE}); the next repeat has the next seed.")
    private long seed = 1;

    /// @throws IllegalArgumentException of one line when a number is none
    void require() {
        if (loads.stream().anyMatch(it -> it < 1 || it > PERCENT)) {
            throw new IllegalArgumentException("--loads must be 1 to 100 percent: " + loads);
        }
        if (capacity != null && capacity < 1) {
            throw new IllegalArgumentException("--capacity must be at least 1: " + capacity);
        }
        if (Stream.concat(commitMs.stream(), Stream.of(seconds, repeats, warmUp))
                .anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "--commit-ms, --seconds, --repeats and --warm-up must be at least 1");
        }
    }

    /// The default model's, where it is given.
    OptionalDouble capacity() {
        return capacity == null ? OptionalDouble.empty() : OptionalDouble.of(capacity);
    }

    List<Integer> loads(boolean quick) {
        return quick ? List.of(HALF) : loads;
    }

    List<LadderSetting> settings(boolean quick) {
        var shipped = Stream.of(LadderSetting.atLeastOnce(), LadderSetting.exactlyOnce());
        return quick
                ? shipped.toList()
                : Stream.concat(shipped, commitMs.stream().map(LadderSetting::committedEvery))
                        .toList();
    }

    Duration warmUp(boolean quick) {
        return Duration.ofSeconds(quick ? 1 : warmUp);
    }

    /// Of each repeat of a step, warm-up included.
    List<SendSchedule> schedules(boolean quick, double perSecond) {
        var counted = Duration.ofSeconds(quick ? QUICK_SECONDS : seconds);
        var length = warmUp(quick).plus(counted);
        return IntStream.range(0, quick ? 1 : repeats)
                .mapToObj(i -> SendSchedule.of(spread, perSecond, length, seed + i))
                .toList();
    }

    /// What a load begins with, until the compilers rest.
    SendSchedule rehearsal(double perSecond) {
        return SendSchedule.of(spread, perSecond, warmUp(false), seed);
    }

    /// More than the stream bears, for as long as a step.
    SendSchedule overload(boolean quick, double perSecond) {
        var length = quick ? QUICK_SECONDS : seconds;
        return SendSchedule.of(spread, perSecond, Duration.ofSeconds(length), seed);
    }

    String spread() {
        return "%s, seed %d".formatted(spread, seed);
    }
}
