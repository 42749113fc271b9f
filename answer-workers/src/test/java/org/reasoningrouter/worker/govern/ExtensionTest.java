package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.govern.Governing.BY_IDS;
import static org.reasoningrouter.worker.govern.Governing.NATIVE;
import static org.reasoningrouter.worker.govern.Governing.purposes;
import static org.reasoningrouter.worker.govern.Governing.reasoning;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.Turn.Continuation;

class ExtensionTest {

    private final Governing governing = new Governing();
    private final FakeThinker model = governing.model;

    @Test
    void aThoughtBelowTheLeastIsMadeToGoOn() {
        governing.extension = new Extension(1200, 2);

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(purposes(tried)).containsExactly("answer", "continuation", "continuation");
        assertThat(continuation(1).appended()).isEqualTo("\nWait");
        assertThat(continuation(1).thinks()).isTrue();
        assertThat(continuation(1).mostTokens()).isEqualTo(3000);
        assertThat(reasoning(tried)).isEqualTo(1300);
        assertThat(tried.extensions()).isEqualTo(1);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void itGoesOnNoOftenerThanItMay() {
        governing.extension = new Extension(3000, 2);

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(tried.extensions()).isEqualTo(2);
        assertThat(reasoning(tried)).isEqualTo(1600);
        assertThat(tried.end()).isInstanceOf(Generated.class);
    }

    @Test
    void itNeverGoesOnPastTheBudget() {
        governing.extension = new Extension(3000, 9);

        var tried = governing.thinking(BY_IDS, 1100);

        assertThat(reasoning(tried)).isEqualTo(1100);
        assertThat(tried.extensions()).isEqualTo(1);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
    }

    @Test
    void aServersOwnBudgetGivesWayToTheLeast() {
        governing.extension = new Extension(1200, 2);

        var tried = governing.thinking(NATIVE, 4000);

        assertThat(tried.extensions()).isEqualTo(1);
        assertThat(reasoning(tried)).isEqualTo(1300);
    }

    @Test
    void withoutTimeForMoreThereIsNone() {
        governing.extension = new Extension(3000, 2);
        governing.patience = Duration.ofMillis(1100);

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(tried.extensions()).isZero();
        assertThat(tried.end()).isInstanceOf(Generated.class);
    }

    @Test
    void anExtensionIsNoLongerThanTheTimeThatIsLeft() {
        governing.extension = new Extension(3000, 2);
        governing.patience = Duration.ofMillis(1300);

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(continuation(1).mostTokens()).isEqualTo(200);
        assertThat(tried.extensions()).isEqualTo(1);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
        assertThat(tried.end()).isInstanceOf(Generated.class);
    }

    @Test
    void anExtensionThatFailsLosesNoThought() {
        governing.extension = new Extension(3000, 2);
        model.failsAt(1, Failure.BROKEN);

        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(tried.extensions()).isZero();
        assertThat(tried.attempts()).hasSize(3);
        assertThat(tried.end()).isInstanceOf(Generated.class);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void anAnswerThatTheExtensionsCapCutOffIsGivenAnew() {
        governing.extension = new Extension(1200, 2);
        model.stopsAgain = false;

        var tried = governing.thinking(BY_IDS, 1310);

        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Generated.class, end -> assertThat(end.finishReason()).isEqualTo("stop"));
        assertThat(tried.attempts()).hasSize(3);
        assertThat(tried.extensions()).isZero();
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void aStopWhileItGoesOnIsAStop() {
        governing.extension = new Extension(3000, 2);
        model.failsAt(1, Failure.CANCELLED);

        assertThat(governing.thinking(BY_IDS, 4000).end())
                .isInstanceOfSatisfying(
                        Failed.class,
                        end -> assertThat(end.failure()).isEqualTo(Failure.CANCELLED));
    }

    @Test
    void aServerThatCannotStopAfterTheThoughtIsNotMadeToGoOn() {
        governing.extension = new Extension(3000, 2);
        model.stops = false;

        var tried = governing.thinking(new Abilities(true, true, false, false), 4000);

        assertThat(tried.extensions()).isZero();
        assertThat(purposes(tried)).containsExactly("answer");
    }

    @Test
    void aLeastBelowNothingIsRefused() {
        assertThatThrownBy(() -> new Extension(-1, 2)).hasMessageContaining("-1");
    }

    private Continuation continuation(int call) {
        return (Continuation) model.calls.get(call).turn();
    }
}
