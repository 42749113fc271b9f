package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.worker.invoke.Ask;

class ShortAnswerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "How many primes are below 100?",
                "Is 7 prime? Yes or no.",
                "Which?\nA) one\nB) two",
                "Which?\n(A) one\n(B) two",
                "Put your answer in \\boxed{}.",
                "Answer with a number.",
                "Give only the final answer."
            })
    void knowsAShortAnswer(String question) {
        assertThat(ShortAnswer.isAskedFor(ask(question, Optional.empty()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Write a poem.",
                "A) Write a poem.",
                "Prove that the number of primes is infinite.",
                "Explain the wording of this law."
            })
    void knowsALongAnswer(String question) {
        assertThat(ShortAnswer.isAskedFor(ask(question, Optional.empty()))).isFalse();
    }

    @Test
    void aResponseFormatIsNoShortAnswer() {
        var sampling = Generation.newBuilder().setResponseFormat("{}").build();

        assertThat(ShortAnswer.isAskedFor(ask("How many?", Optional.of(sampling)))).isFalse();
    }

    @Test
    void onlyTheNewestQuestionCounts() {
        var asked = List.of(user("How many?"), user("Now write a poem."));

        assertThat(ShortAnswer.isAskedFor(new Ask(asked, Optional.empty(), 10, 10))).isFalse();
    }

    private static Ask ask(String question, Optional<Generation> sampling) {
        return new Ask(List.of(user(question)), sampling, 10, 10);
    }

    private static Message user(String text) {
        return Message.newBuilder().setRole(Role.USER).setContent(text).build();
    }
}
