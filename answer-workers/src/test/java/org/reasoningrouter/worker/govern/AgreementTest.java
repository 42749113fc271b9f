package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.govern.Governing.BY_IDS;
import static org.reasoningrouter.worker.govern.Governing.PROBES;
import static org.reasoningrouter.worker.govern.Governing.purposes;
import static org.reasoningrouter.worker.govern.Governing.reasoning;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.Turn;
import org.reasoningrouter.worker.invoke.Turn.Continuation;

class AgreementTest {

    private final Governing governing = new Governing();
    private final FakeThinker model = governing.model;

    @BeforeEach
    void thinkLong() {
        governing.agreement = PROBES;
        model.thought = 20_000;
    }

    @Test
    void answersThatAgreeEndTheThought() {
        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(purposes(tried))
                .containsExactly(
                        "answer",
                        "probe",
                        "continuation",
                        "probe",
                        "continuation",
                        "probe",
                        "continuation");
        assertThat(reasoning(tried)).isEqualTo(512 + 768 + 1152);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.AGREED);
        assertThat(last().appended()).isEqualTo("\n</think>\n\n");
        assertThat(tried.end()).isInstanceOf(Generated.class);
    }

    @Test
    void aProbeIsShortAndLeavesNoTrace() {
        governing.thinking(BY_IDS, 10_000);

        var probe = (Continuation) model.calls.get(1).turn();
        assertThat(model.calls.get(1).purpose()).isEqualTo(Purpose.PROBE);
        assertThat(probe.mostTokens()).isEqualTo(20);
        assertThat(probe.thinks()).isFalse();
        var on = (Continuation) model.calls.get(2).turn();
        assertThat(on.thought()).isEqualTo(probe.thought());
        assertThat(on.appended()).isEmpty();
        assertThat(on.thinks()).isTrue();
    }

    @Test
    void aChangeOfMindBeginsAnew() {
        model.mind = thought -> thought < 1000 ? "41}" : "42}";

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(reasoning(tried)).isEqualTo(512 + 768 + 1152 + 1728);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.AGREED);
    }

    @Test
    void hesitationIsNoAgreement() {
        model.mind = _ -> "42} Wait, no";

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(reasoning(tried)).isEqualTo(4000);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    @Test
    void aThoughtThatTheModelEndsIsProbedNoMore() {
        model.thought = 600;

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(purposes(tried))
                .containsExactly("answer", "probe", "continuation", "continuation");
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void belowTheLeastNothingIsProbed() {
        governing.extension = new Extension(1000, 2);

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(purposes(tried)).startsWith("answer", "continuation", "probe");
    }

    @Test
    void anAnswerThatAnIntervalCutOffIsForced() {
        model.thought = 512 + 768 - 10;
        model.stopsAgain = false;

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Generated.class, end -> assertThat(end.finishReason()).isEqualTo("stop"));
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    @Test
    void aProbeThatFailsOnlyAgreesWithNothing() {
        model.failsAt(1, Failure.OVERLOADED);

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(reasoning(tried)).isEqualTo(512 + 768 + 1152 + 1728);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.AGREED);
    }

    @Test
    void aStopAtAProbeIsAStop() {
        model.failsAt(1, Failure.CANCELLED);

        assertThat(governing.thinking(BY_IDS, 10_000).end()).isInstanceOf(Failed.class);
        assertThat(model.calls).hasSize(2);
    }

    @Test
    void nearTheDeadlineTheThoughtIsAnsweredFrom() {
        model.mind = _ -> "?";
        governing.patience = Duration.ofMillis(1500);

        var tried = governing.thinking(BY_IDS, 10_000);

        assertThat(tried.end()).isInstanceOf(Generated.class);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    @Test
    void aLongAnswerIsNotProbed() {
        governing.answerTokens = 257;

        assertThat(purposes(governing.thinking(BY_IDS, 10_000))).doesNotContain("probe");
    }

    @Test
    void anEssayIsNotProbed() {
        governing.question = "Write about the sea.";

        assertThat(purposes(governing.thinking(BY_IDS, 10_000))).doesNotContain("probe");
        assertThat(model.calls.getFirst().turn())
                .isInstanceOfSatisfying(
                        Turn.Opening.class,
                        opening -> assertThat(opening.mostTokens()).isEqualTo(10_000));
    }

    @Test
    void intervalsThatDoNotWidenAreRefused() {
        assertThatThrownBy(() -> new Agreement(true, 512, 1, 3, 20, 256))
                .hasMessageContaining("growth of at least 1.2");
    }

    private Continuation last() {
        return (Continuation) model.calls.getLast().turn();
    }
}
