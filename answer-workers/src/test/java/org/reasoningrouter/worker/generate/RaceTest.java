package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Race.Finish;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.FakeModelServer;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer;

class RaceTest {

    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration NEVER = Duration.ofHours(1);

    private final FakeTime time = new FakeTime();
    private final Race race = new Race(Calling.ask(), START.plusSeconds(60), time);
    private Backend first = backend("first", new FakeModelServer());
    private Backend second = backend("second", new FakeModelServer());

    @Test
    void theSecondAnswersWhereTheFirstIsSilent() {
        first = backend("first", FakeSlowServer.silent());

        var finish = run(AT_ONCE);

        assertThat(text(finish)).isEqualTo("forty-two");
        assertThat(calls(finish)).containsExactly("answer cancelled", "hedge answered");
        assertThat(finish.failed()).isEmpty();
        assertThat(race.isWonBySecond()).isTrue();
        assertThat(List.of(inFlight(first), inFlight(second))).containsExactly(0, 0);
    }

    @Test
    void theSecondIsCancelledWhenTheFirstBringsATokenAfterAll() {
        var silent = FakeSlowServer.silent();
        first = backend("first", FakeSlowServer.answeringAfter(silent.asked));
        second = backend("second", silent);

        var finish = run(AT_ONCE);

        assertThat(text(finish)).isEqualTo("slow");
        assertThat(calls(finish)).containsExactly("answer answered", "hedge cancelled");
        assertThat(race.isHedged()).isTrue();
        assertThat(race.isWonBySecond()).isFalse();
    }

    @Test
    void aFirstThatIsInTimeRunsAlone() {
        var finish = run(NEVER);

        assertThat(calls(finish)).containsExactly("answer answered");
        assertThat(race.isHedged()).isFalse();
    }

    @Test
    void aFirstThatFailsInTimeIsTheRetryLoopsAffair() {
        first = backend("first", new FakeModelServer().thenFails(Failure.OVERLOADED));

        var finish = run(NEVER);

        assertThat(calls(finish)).containsExactly("answer overloaded");
        assertThat(finish.failed()).containsExactly(first);
    }

    @Test
    void withoutASecondToBeHadTheFirstGoesOn() {
        var over = new CountDownLatch(1);
        first = backend("first", FakeSlowServer.answeringAfter(over));

        var finish =
                race.run(
                        admit(first),
                        AT_ONCE,
                        () -> {
                            over.countDown();
                            return Optional.empty();
                        });

        assertThat(calls(finish)).containsExactly("answer answered");
    }

    @Test
    void aSecondThatFailsLeavesTheFirstToGoOn() {
        var failing = FakeSlowServer.failingAfter(new CountDownLatch(0));
        first = backend("first", FakeSlowServer.answeringAfter(failing.asked));
        second = backend("second", failing);

        var finish = run(AT_ONCE);

        assertThat(text(finish)).isEqualTo("slow");
        assertThat(calls(finish)).first().isEqualTo("answer answered");
    }

    @Test
    void whereBothFailTheFirstOnesFailureCountsAndBothHaveFailed() {
        var failing = FakeSlowServer.failingAfter(new CountDownLatch(0));
        first = backend("first", FakeSlowServer.failingAfter(failing.asked));
        second = backend("second", failing);

        var finish = run(AT_ONCE);

        assertThat(finish.tried().end()).isInstanceOf(Failed.class);
        assertThat(calls(finish)).containsExactly("answer unreachable", "hedge unreachable");
        assertThat(finish.failed()).containsExactly(first, second);
    }

    @Test
    void anInterruptEndsBothAndStays() {
        first = backend("first", FakeSlowServer.silent());
        Thread.currentThread().interrupt();

        var finish = run(NEVER);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls(finish)).containsExactly("answer cancelled");
    }

    @Test
    void aBugInATryIsThrown() {
        first =
                backend(
                        "first",
                        (_, _, _) -> {
                            throw new IllegalStateException("bug");
                        });

        assertThatThrownBy(() -> run(NEVER)).hasRootCauseMessage("bug");
    }

    private Finish run(Duration delay) {
        return race.run(admit(first), delay, () -> Optional.of(admit(second)));
    }

    private OneTry admit(Backend backend) {
        return backend.admit(Route.FAST, time.instant()).orElseThrow();
    }

    private static Backend backend(String name, ModelServer server) {
        return FakeBackends.backend(name, server, Aimd.fixed(4));
    }

    private static int inFlight(Backend backend) {
        return Objects.requireNonNull(backend.limits().get(Route.FAST)).inFlight();
    }

    private static String text(Finish finish) {
        return ((Generated) finish.tried().end()).text();
    }

    private static List<String> calls(Finish finish) {
        return finish.tried().attempts().stream().map(RaceTest::call).toList();
    }

    private static String call(Attempt attempt) {
        return attempt.getPurpose() + " " + attempt.getOutcome();
    }
}
