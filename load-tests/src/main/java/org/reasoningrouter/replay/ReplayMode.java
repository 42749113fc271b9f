package org.reasoningrouter.replay;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Route;

/// How every prompt of a replay is asked.
public enum ReplayMode {
    /// As the policy says.
    ROUTED,
    /// Without thinking.
    FAST,
    /// With thinking.
    THINKING,
    /// Both ways.
    PAIRED;

    /// One time that a prompt is asked.
    ///
    /// @param suffix of the prompt's id
    /// @param mode empty: the prompt's own
    record Asking(String suffix, Optional<Mode> mode) {

        Prompt of(Prompt prompt) {
            return Prompt.newBuilder(prompt)
                    .setPromptId(prompt.getPromptId() + suffix)
                    .setMode(mode.orElse(prompt.getMode()))
                    .build();
        }
    }

    /// What is asked for each prompt, the same for all of them.
    ///
    /// @param samples of each way, where a prompt is asked both ways
    List<Asking> askings(int samples) {
        return switch (this) {
            case ROUTED -> List.of(new Asking("", Optional.empty()));
            case FAST -> List.of(new Asking("", Optional.of(Mode.FAST)));
            case THINKING -> List.of(new Asking("", Optional.of(Mode.THINKING)));
            case PAIRED ->
                    Stream.concat(
                                    samples("#fast#", Mode.FAST, samples),
                                    samples("#thinking#", Mode.THINKING, samples))
                            .toList();
        };
    }

    private static Stream<Asking> samples(String suffix, Mode mode, int samples) {
        return IntStream.range(0, samples).mapToObj(i -> new Asking(suffix + i, Optional.of(mode)));
    }

    /// Whether a score has any say in it.
    boolean choosesByScore() {
        return this == ROUTED || this == PAIRED;
    }

    /// The routes that need a worker.
    Set<Route> routes() {
        return switch (this) {
            case ROUTED, PAIRED -> EnumSet.allOf(Route.class);
            case FAST -> EnumSet.of(Route.FAST);
            case THINKING -> EnumSet.of(Route.THINKING);
        };
    }
}
