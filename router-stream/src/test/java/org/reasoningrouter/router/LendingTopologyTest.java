package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.call;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LaneBacklog;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.PurseLeases;
import org.reasoningrouter.wire.Reservation;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

class LendingTopologyTest extends LedgerTopologyFixture {

    private static final long CAP = 1_000;
    private static final String KEY = "tenant-leases|acme";

    LendingTopologyTest() {
        limits =
                new Limits(
                        List.of(
                                new TenantBudget(
                                        Optional.of("acme"),
                                        Map.of(Purse.TOKENS_PER_HOUR, 8 * CAP),
                                        WhenSpent.FAST,
                                        0)),
                        List.of());
    }

    @Test
    void aDecisionThatTookMakesRoomForTheNext() {
        decisions.pipeInput("p", thinking("p", true).build());

        var lent = lent();
        assertThat(lent.getStart()).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
        assertThat(lent.getGranted()).containsExactly(2 * CAP);
        assertThat(lent.getLeft()).isEqualTo(6 * CAP);
        assertThat(left()).isEqualTo(6 * CAP);
        assertThat(meters.get("router.measure.budget.leases").counter().count()).isEqualTo(1);
    }

    @Test
    void aDecisionThatIsReadTwiceTakesOnce() {
        decisions.pipeInput("p", thinking("p", true).build());
        decisions.pipeInput("p", thinking("p", true).build());

        assertThat(control.readKeyValuesToList()).hasSize(1);
        assertThat(left()).isEqualTo(6 * CAP);
    }

    @Test
    void aRefusedPromptIsAskedForWhetherItWentFastOrWasRejected() {
        decisions.pipeInput("p", thinking("p", false).setRoute(Route.FAST).build());
        assertThat(lent().getGranted()).containsExactly(CAP);

        decisions.pipeInput(
                "q", thinking("q", false).setRoute(null).setOutcome(Outcome.REJECTED).build());
        assertThat(control.isEmpty()).isTrue();
        assertThat(results.readValue().getStatus()).isEqualTo(Status.REJECTED);
    }

    @Test
    void whatAnAnswerDidNotUseComesBack() {
        decisions.pipeInput("p", thinking("p", true).build());
        answers.pipeInput("p", thought("p", "c", 400));

        assertThat(left()).isEqualTo(6 * CAP + 600);
    }

    @Test
    void anAnswerThatOvertakesItsDecisionIsBookedWholeAndOnce() {
        answers.pipeInput("p", thought("p", "c", 400));
        assertThat(left()).isEqualTo(6 * CAP + 600);

        decisions.pipeInput("p", thinking("p", true).build());
        answers.pipeInput("p", thought("p", "c", 400));
        assertThat(left()).isEqualTo(6 * CAP + 600);
    }

    @Test
    void anExpiredPromptGivesAllBackAndItsLateAnswerPays() {
        decisions.pipeInput("p", thinking("p", true).build());
        pass(PAST_DEADLINE);
        assertThat(statuses()).containsExactly(Status.EXPIRED);
        assertThat(left()).isEqualTo(7 * CAP);

        answers.pipeInput("p", thought("p", "c", 400));
        assertThat(left()).isEqualTo(7 * CAP - 400);
    }

    @Test
    void whatEndsInTheNextHourChangesNothingThere() {
        decisions.pipeInput("p", thinking("p", true).build());
        now.set(START.plus(Duration.ofHours(1)));
        decisions.pipeInput(
                "q", thinking("q", true).setDecidedAt(START.plus(Duration.ofHours(1))).build());
        assertThat(left()).isEqualTo(6 * CAP);

        answers.pipeInput("p", thought("p", "c", 400));
        assertThat(left()).isEqualTo(6 * CAP);
    }

    @Test
    void nobodyWithoutABudgetIsLentTo() {
        decisions.pipeInput("p", thinking("p", true).setTenant("other").build());

        assertThat(control.isEmpty()).isTrue();
    }

    @Test
    void theQueueOfThinkingPromptsIsToldUntilItRests() {
        limits = Limits.NONE;
        decisions.pipeInput("p", thinking("p", true).build());
        pass(Duration.ofSeconds(5));

        var told = control.readKeyValue();
        assertThat(told.key).isEqualTo("lane-backlog|BULK|0");
        assertThat(backlog(told.value).getPending()).isEqualTo(1);
        assertThat(backlog(told.value).getQuietSince()).contains(START);

        answers.pipeInput("p", thought("p", "c", 400));
        pass(Duration.ofSeconds(5));
        var answered = backlog(control.readValue());
        assertThat(answered.getPending()).isZero();
        assertThat(answered.getAnswered()).isEqualTo(1);
        assertThat(answered.getWaitedMicros()).isEqualTo(980_000);

        pass(Duration.ofMinutes(2));
        assertThat(backlog(control.readValuesToList().getLast()).getAnswered()).isZero();
        pass(Duration.ofMinutes(1));
        assertThat(control.isEmpty()).isTrue();
    }

    private PurseLeases lent() {
        var record = control.readKeyValue();
        assertThat(record.key).isEqualTo(KEY);
        return record.value.getTenantLeases().orElseThrow().getPurses().getFirst();
    }

    private double left() {
        return meters.get("router.measure.budget.left").tag("tenant", "acme").gauge().value();
    }

    private static LaneBacklog backlog(Control control) {
        return control.getLaneBacklog().orElseThrow();
    }

    private static Decision.Builder thinking(String id, boolean taken) {
        return decision(id)
                .setRoute(Route.THINKING)
                .setReservation(
                        Reservation.newBuilder()
                                .setPartition(0)
                                .setTokens(CAP)
                                .setCostNanos(0)
                                .setTaken(taken)
                                .build());
    }

    private static Answer thought(String id, String callId, long reasoning) {
        return answer(id, callId)
                .setDecision(thinking(id, true).build())
                .setRoute(Route.THINKING)
                .setAttempts(List.of(call(callId, usage(10, reasoning, 5))))
                .build();
    }
}
