package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.govern.Governing.BY_IDS;
import static org.reasoningrouter.worker.govern.Governing.BY_TEXT;
import static org.reasoningrouter.worker.govern.Governing.NATIVE;
import static org.reasoningrouter.worker.govern.Governing.TEXTS;
import static org.reasoningrouter.worker.govern.Governing.purposes;
import static org.reasoningrouter.worker.govern.Governing.reasoning;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

class GovernorTest {

    private final Governing governing = new Governing();
    private final FakeThinker model = governing.model;

    @Test
    void aCountThatIsAShareByCharactersMeetsTheBudgetLessNearly() {
        model.thought = 1000 - 8;

        assertThat(governing.thinking(NATIVE, 1000).thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        model.counts = TokenSource.CHARACTERS;
        assertThat(governing.thinking(NATIVE, 1000).thinkingEnd()).isEqualTo(ThinkingEnd.BUDGET);
        model.thought = 1000 - 10;
        assertThat(governing.thinking(NATIVE, 1000).thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void theFastRouteIsOneCallThatDoesNotThink() {
        var tried = governing.respond(NATIVE, 500, Route.FAST);

        assertThat(opening().thinks()).isFalse();
        assertThat(opening().mostTokens()).isEqualTo(100);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.NONE);
        assertThat(purposes(tried)).containsExactly("answer");
    }

    @Test
    void aBudgetOfNothingIsTheSwitch() {
        var tried = governing.thinking(BY_IDS, 0);

        assertThat(opening().thinks()).isFalse();
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.NONE);
    }

    @Test
    void aServerThatHoldsBudgetsIsToldIt() {
        var tried = governing.thinking(NATIVE, 400);

        assertThat(opening().budget()).hasValue(400);
        assertThat(opening().mostTokens()).isEqualTo(500);
        assertThat(reasoning(tried)).isEqualTo(400);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.BUDGET);
        assertThat(purposes(tried)).containsExactly("answer");
    }

    @Test
    void aThoughtThatEndsBelowTheServersBudgetWasEndedByTheModel() {
        var tried = governing.thinking(NATIVE, 2000);

        assertThat(reasoning(tried)).isEqualTo(1000);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void aBudgetThatTheServerForgotIsForced() {
        model.holdsBudget = false;

        var tried = governing.thinking(NATIVE, 400);

        assertThat(purposes(tried)).containsExactly("answer", "continuation");
        assertThat(continuation(1).appended()).isEqualTo(TEXTS.forced());
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
        assertAnswered(tried);
    }

    @Test
    void aBudgetThatTheServerMissedIsNotSaidToHaveEndedTheThought() {
        model.holdsBudget = false;
        model.thought = 450;

        var tried = governing.thinking(NATIVE, 400);

        assertThat(reasoning(tried)).isEqualTo(450);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    @Test
    void aThoughtIsCutAtItsBudgetAndAnsweredFrom() {
        var tried = governing.thinking(BY_IDS, 400);

        assertThat(opening().mostTokens()).isEqualTo(400);
        assertThat(opening().keeps()).isTrue();
        assertThat(continuation(1))
                .satisfies(on -> {
                    assertThat(on.thought().ids()).hasSize(400);
                    assertThat(on.appended()).isEqualTo("\n\nNo time.\n</think>\n\n");
                    assertThat(on.thinks()).isFalse();
                    assertThat(on.mostTokens()).isEqualTo(100);
                });
        assertThat(reasoning(tried)).isEqualTo(400);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
        assertAnswered(tried);
    }

    @Test
    void aThoughtThatEndedInTimeIsAnsweredFromWithoutHaste() {
        var tried = governing.thinking(BY_IDS, 4000);

        assertThat(continuation(1).appended()).isEqualTo("\n</think>\n\n");
        assertThat(reasoning(tried)).isEqualTo(1000);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        assertAnswered(tried);
    }

    @Test
    void whatAllCallsSawStandsInTheAnswer() {
        var tried = governing.thinking(BY_IDS, 400);

        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Generated.class,
                        end -> {
                            assertThat(end.thinkingObserved()).isTrue();
                            assertThat(end.simulated()).isTrue();
                            assertThat(end.attempt().getCallId())
                                    .isEqualTo(model.calls.getLast().callId());
                        });
    }

    @Test
    void aModelThatDoesNotThinkIsNotSaidToHaveThought() {
        model.thought = 0;

        var tried = governing.thinking(BY_TEXT, 400);

        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.NONE);
        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Generated.class, end -> assertThat(end.thinkingObserved()).isFalse());
    }

    @Test
    void aServerWithoutTokenIdsIsGoneOnFromByText() {
        model.returnsIds = false;

        var tried = governing.thinking(BY_TEXT, 400);

        assertThat(continuation(1).thought().text()).hasSize(400);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
        assertAnswered(tried);
    }

    @Test
    void aThoughtThatCannotBeGoneOnFromIsAnEmptyCall() {
        model.returnsIds = false;

        var tried = governing.thinking(BY_IDS, 400);

        assertFailed(tried, Failure.EMPTY);
        assertThat(tried.attempts()).extracting(Attempt::getOutcome).containsExactly("empty");
    }

    @Test
    void aServerThatCanDoNothingIsCappedOnly() {
        var tried = governing.thinking(Abilities.NONE, 4000);

        assertThat(opening()).isEqualTo(new Opening(true, OptionalInt.empty(), 4100, false, false));
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        assertAnswered(tried);
    }

    @Test
    void aServerThatCannotStopAfterTheThoughtMayAnswerInOneCall() {
        model.stops = false;

        var tried = governing.thinking(new Abilities(false, true, false, false), 4000);

        assertThat(purposes(tried)).containsExactly("answer");
        assertThat(opening().stopsAfterThought()).isFalse();
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        assertAnswered(tried);
    }

    @Test
    void aContinuationThatFailsFailsTheTryWithAllItsCalls() {
        model.failsAt(1, Failure.OVERLOADED);

        var tried = governing.thinking(BY_IDS, 400);

        assertFailed(tried, Failure.OVERLOADED);
        assertThat(tried.attempts())
                .extracting(Attempt::getOutcome)
                .containsExactly("answered", "overloaded");
        assertThat(reasoning(tried)).isEqualTo(400);
    }

    @Test
    void aServerThatIsGoneInTheMiddleIsNoFreeFailure() {
        model.failsAt(1, Failure.UNCONNECTED);

        assertFailed(governing.thinking(BY_IDS, 400), Failure.BROKEN);
    }

    @Test
    void aServerThatWasNeverThereIsAFreeFailure() {
        model.failsAt(0, Failure.UNCONNECTED);

        assertFailed(governing.thinking(BY_IDS, 400), Failure.UNCONNECTED);
    }

    @Test
    void theDeadlineEndsATryBetweenItsCalls() {
        governing.patience = Duration.ofMillis(400);

        assertFailed(governing.thinking(BY_IDS, 400), Failure.DEADLINE);
    }

    @Test
    void aThoughtThatNobodyCountedHasSpentItsCap() {
        model.counts = TokenSource.NONE;
        model.thought = 100;
        governing.extension = new Extension(300, 2);

        var tried = governing.thinking(BY_IDS, 400);

        assertThat(tried.extensions()).isZero();
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
    }

    private Opening opening() {
        return (Opening) model.calls.getFirst().turn();
    }

    private Continuation continuation(int call) {
        return (Continuation) model.calls.get(call).turn();
    }

    private static void assertAnswered(Tried tried) {
        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Generated.class,
                        end -> {
                            assertThat(end.text()).isEqualTo("forty-two");
                            assertThat(end.finishReason()).isEqualTo("stop");
                        });
    }

    private static void assertFailed(Tried tried, Failure failure) {
        assertThat(tried.end())
                .isInstanceOfSatisfying(
                        Failed.class, end -> assertThat(end.failure()).isEqualTo(failure));
    }
}
