package org.reasoningrouter.replay.output;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.reasoningrouter.grade.Verdict;
import org.reasoningrouter.router.decide.Choice;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;

/// What became of one row of the input.
public sealed interface ReplayRow {

    /// Its number in the input.
    long number();

    /// Everything that was answered for it.
    Stream<Sample> samples();

    /// It was no prompt, or none that could be sent.
    record Refused(long number, String why) implements ReplayRow {

        @Override
        public Stream<Sample> samples() {
            return Stream.empty();
        }
    }

    /// It was asked once.
    record Single(long number, Prompt prompt, Sample sample) implements ReplayRow {

        @Override
        public Stream<Sample> samples() {
            return Stream.of(sample);
        }
    }

    /// It was asked both ways.
    ///
    /// @param choice what the policy would have made of it
    /// @param classifier version of the model whose score it had
    record Pair(
            long number,
            Prompt prompt,
            Choice choice,
            String classifier,
            List<Sample> fast,
            List<Sample> thinking)
            implements ReplayRow {

        public Pair {
            fast = List.copyOf(fast);
            thinking = List.copyOf(thinking);
        }

        @Override
        public Stream<Sample> samples() {
            return Stream.concat(fast.stream(), thinking.stream());
        }

        public List<Sample> of(Route route) {
            return switch (route) {
                case FAST -> fast;
                case THINKING -> thinking;
            };
        }

        /// Mean verdict of one way; empty when none of its answers could be graded.
        public OptionalDouble score(Route route) {
            return of(route).stream().flatMapToDouble(sample -> sample.score().stream()).average();
        }

        /// Mean cost of one way.
        public double costNanos(Route route) {
            return of(route).stream()
                    .mapToLong(sample -> sample.result().getCostNanos())
                    .average()
                    .orElse(0);
        }
    }

    /// One result, and what a grader says of its answer.
    ///
    /// @param verdict empty where nobody was asked
    record Sample(Result result, Optional<Verdict> verdict) {

        /// 0 to 1; empty where it could not be graded.
        public OptionalDouble score() {
            return verdict.map(Verdict::score).orElse(OptionalDouble.empty());
        }
    }
}
