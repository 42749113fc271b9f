package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.call;
import static org.reasoningrouter.router.LedgerSamples.usage;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.reasoningrouter.router.decide.PromptClass;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.ThinkingEnd;

class ThoughtTest {

    private static final PromptClass CLASS = new PromptClass("acme", Optional.of(0.2));

    @ParameterizedTest
    @EnumSource(
            value = ThinkingEnd.class,
            names = {"MODEL", "AGREED"})
    void aThoughtThatNeededNoMoreIsFinished(ThinkingEnd end) {
        assertThat(Thought.of(thought(end, attempt("answer", 300))))
                .contains(new Thought(CLASS, 300, true));
    }

    @ParameterizedTest
    @EnumSource(
            value = ThinkingEnd.class,
            names = {"BUDGET", "FORCED"})
    void aThoughtThatMetItsBudgetIsCut(ThinkingEnd end) {
        assertThat(Thought.of(thought(end, attempt("answer", 300))))
                .contains(new Thought(CLASS, 300, false));
    }

    @ParameterizedTest
    @EnumSource(
            value = ThinkingEnd.class,
            names = {"MODEL", "AGREED", "BUDGET", "FORCED"},
            mode = Mode.EXCLUDE)
    void whatEndedForNoKnownReasonTeachesNothing(ThinkingEnd end) {
        assertThat(Thought.of(thought(end, attempt("answer", 300)))).isEmpty();
    }

    @Test
    void aThoughtWithoutACountTeachesNothing() {
        assertThat(Thought.of(thought(ThinkingEnd.MODEL, attempt("answer", 0)))).isEmpty();
        assertThat(Thought.of(thought(ThinkingEnd.MODEL))).isEmpty();
    }

    @Test
    void continuationsAddUpProbesAndEarlierTriesDoNot() {
        var answer =
                thought(
                        ThinkingEnd.FORCED,
                        attempt("answer", 900),
                        attempt("answer", 200),
                        attempt("probe", 7),
                        attempt("continuation", 100),
                        attempt("continuation", 0));

        assertThat(Thought.of(answer)).contains(new Thought(CLASS, 300, false));
    }

    private static Answer thought(ThinkingEnd end, Attempt... calls) {
        return answer("p", "c").setThinkingEnd(end).setAttempts(List.of(calls)).build();
    }

    private static Attempt attempt(String purpose, long reasoning) {
        return Attempt.newBuilder(call(purpose, usage(10, reasoning, 5)))
                .setPurpose(purpose)
                .build();
    }
}
