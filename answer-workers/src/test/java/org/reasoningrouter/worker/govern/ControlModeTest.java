package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.govern.Governing.BY_IDS;
import static org.reasoningrouter.worker.govern.Governing.purposes;
import static org.reasoningrouter.worker.govern.Governing.reasoning;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Ask;

class ControlModeTest {

    private final Governing governing = new Governing();

    @Test
    void budgetForcingTellsTheModelNothing() {
        assertThat(told(ControlMode.BUDGET_FORCING, 500)).isEqualTo("How many?");
    }

    @Test
    void theModelIsToldItsTokens() {
        assertThat(told(ControlMode.TOKEN_CONDITIONAL, 500))
                .isEqualTo("How many?\n\nThink for up to 500 tokens.");
    }

    @Test
    void theModelIsToldItsSteps() {
        assertThat(told(ControlMode.STEP_CONDITIONAL, 550))
                .isEqualTo("How many?\n\nThink for up to 5 steps.");
        assertThat(told(ControlMode.STEP_CONDITIONAL, 50)).endsWith("1 steps.");
    }

    @Test
    void theModelIsToldItsClass() {
        assertThat(told(ControlMode.CLASS_CONDITIONAL, 2047))
                .startsWith("How many?\n\nAnswer after a short amount of thinking.");
        assertThat(told(ControlMode.CLASS_CONDITIONAL, 2048))
                .startsWith("How many?\n\nAnswer after a long amount of thinking.");
    }

    @Test
    void onlyTheNewestUserMessageIsAddedTo() {
        var asked = List.of(said(Role.USER, "a"), said(Role.USER, "b"), said(Role.ASSISTANT, "c"));

        assertThat(instructed(asked))
                .extracting(Message::getContent)
                .containsExactly("a", "b\n\nThink for up to 500 tokens.", "c");
    }

    @Test
    void aConversationWithoutAUserGetsAMessage() {
        assertThat(instructed(List.of(said(Role.SYSTEM, "a"))))
                .extracting(Message::getContent)
                .containsExactly("a", "Think for up to 500 tokens.");
    }

    @Test
    void aConditionAloneIsNotForced() {
        governing.control = ControlMode.TOKEN_CONDITIONAL;
        governing.forces = false;
        governing.model.thought = 450;

        var tried = governing.thinking(BY_IDS, 400);

        assertThat(purposes(tried)).containsExactly("answer");
        assertThat(reasoning(tried)).isEqualTo(450);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void aConditionCanBeForced() {
        governing.control = ControlMode.TOKEN_CONDITIONAL;

        var tried = governing.thinking(BY_IDS, 400);

        assertThat(reasoning(tried)).isEqualTo(400);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    @Test
    void budgetForcingForces() {
        governing.forces = false;

        assertThat(governing.thinking(BY_IDS, 400).thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    private String told(ControlMode control, int budget) {
        governing.control = control;
        governing.thinking(BY_IDS, budget);
        return governing.model.calls.getLast().ask().messages().getLast().getContent();
    }

    private static List<Message> instructed(List<Message> messages) {
        var rules =
                new ThinkingRules(
                        ControlMode.TOKEN_CONDITIONAL,
                        true,
                        2048,
                        Governing.TEXTS,
                        Governing.NO_LEAST,
                        Governing.NO_PROBES);
        return rules.instructed(new Ask(messages, Optional.empty(), 500, 10)).messages();
    }

    private static Message said(Role role, String text) {
        return Message.newBuilder().setRole(role).setContent(text).build();
    }
}
