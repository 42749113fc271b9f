package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.PurseLeases;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TenantLeases;

class BudgetTopologyTest extends RouterTopologyFixture {

    private static final int CAP = 100;

    @Test
    void aHintBeyondTheBudgetGoesFastAndSaysWhy() {
        limits = limits(WhenSpent.FAST);

        pipe(hinted("one"));
        pipe(hinted("two"));

        assertThat(decision(Route.THINKING).getReservation().orElseThrow().getTaken()).isTrue();
        var spent = decision(Route.FAST);
        assertThat(spent.getPromptId()).isEqualTo("two");
        assertThat(spent.getReason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(decisions()).hasSize(2);
        assertThat(outcomes("taken")).isEqualTo(1);
        assertThat(outcomes("spent-fast")).isEqualTo(1);
    }

    @Test
    void anExplicitModeBeyondTheBudgetIsRejectedAndReachesNoWorker() {
        limits = limits(WhenSpent.REJECT);

        pipe(explicit("one"));
        pipe(explicit("two"));

        assertThat(decision(Route.THINKING).getPromptId()).isEqualTo("one");
        assertThat(requests(Route.FAST, Lane.INTERACTIVE)).isEmpty();
        var rejected = decisions().getLast().value();
        assertThat(rejected.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rejected.getReason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(outcomes("spent-rejected")).isEqualTo(1);
    }

    @Test
    void whoWaitsThinksOnceBudgetComes() {
        limits = limits(WhenSpent.WAIT);

        pipe(explicit("one"));
        pipe(explicit("two"));
        pipe(explicit("three"));
        pass(Duration.ofSeconds(5));
        assertThat(decisions()).hasSize(1);

        lend(2 * CAP);
        pass(Duration.ofSeconds(1));
        var decided = decision();
        assertThat(decided.getPromptId()).isEqualTo("two");
        assertThat(decided.getRoute()).contains(Route.THINKING);
        assertThat(decided.getDecidedAt()).isEqualTo(NOW.plusSeconds(6));
        assertThat(decided.getClassifyMicros()).isGreaterThanOrEqualTo(6_000_000);

        var requests = requests(Route.THINKING, Lane.INTERACTIVE);
        assertThat(requests).hasSize(2);
        assertThat(requests.getLast().value().getMessages()).isEqualTo(user("hello"));
        assertThat(requests.getLast().value().getDecision()).isEqualTo(decided);
        assertThat(registry.get("router.decide.waiting").gauge().value()).isEqualTo(1);
    }

    @Test
    void nobodyWhoComesLaterPassesWhoWaits() {
        limits = limits(WhenSpent.WAIT);
        pipe(explicit("one"));
        pipe(explicit("two"));

        lend(2 * CAP);
        pipe(explicit("three"));
        pass(Duration.ofSeconds(1));

        assertThat(decisions().stream().map(it -> it.value().getPromptId()))
                .containsExactly("one", "two");
    }

    @Test
    void whoWaitsInVainIsRejectedOnceAtTheDeadline() {
        limits = limits(WhenSpent.WAIT);
        pipe(explicit("one"));
        pipe(explicit("two"));

        pass(Duration.ofSeconds(59));
        assertThat(decisions()).hasSize(1);
        pass(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(60));

        var rejected = decision();
        assertThat(rejected.getPromptId()).isEqualTo("two");
        assertThat(rejected.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(rejected.getReason()).isEqualTo(Reason.BUDGET_SPENT);
    }

    @Test
    void whoFindsNoPlaceToWaitGoesFast() {
        limits = limits(WhenSpent.WAIT);
        mostWaiting = 1;
        pipe(explicit("one"));
        pipe(explicit("two"));
        pipe(explicit("three"));

        assertThat(decision(Route.FAST).getPromptId()).isEqualTo("three");
    }

    @Test
    void theNextHourHasABudgetOfItsOwn() {
        limits = limits(WhenSpent.FAST);
        pipe(explicit("one"));
        now = NOW.plus(Duration.ofHours(1));
        input().pipeInput(bytes("two"), wire(explicit("two")), now);

        assertThat(requests(Route.THINKING, Lane.INTERACTIVE)).hasSize(2);
    }

    @Test
    void whereBudgetsAreOffNothingIsReserved() {
        pipe(explicit("one"));

        assertThat(decision().getReservation()).isEmpty();
    }

    private static Limits limits(WhenSpent whenSpent) {
        return new Limits(
                List.of(
                        new TenantBudget(
                                Optional.empty(),
                                Map.of(Purse.TOKENS_PER_HOUR, 10L * CAP),
                                whenSpent,
                                0)),
                List.of());
    }

    private static org.reasoningrouter.wire.Prompt.Builder explicit(String id) {
        return prompt(id).setMode(Mode.THINKING).setMaxThinkingTokens(CAP);
    }

    private static org.reasoningrouter.wire.Prompt.Builder hinted(String id) {
        return prompt(id).setMessages(user("hello /think")).setMaxThinkingTokens(CAP);
    }

    private void lend(long granted) {
        var purse =
                PurseLeases.newBuilder()
                        .setPurse("tokensPerHour")
                        .setStart(NOW)
                        .setLeft(0)
                        .setGranted(List.of(granted))
                        .build();
        var lent = TenantLeases.newBuilder().setTenant("default").setPurses(List.of(purse)).build();
        new ControlState(learned, leases, new Backlog(true))
                .take(Leases.key("default"), Control.newBuilder().setTenantLeases(lent).build());
    }

    private void pass(Duration time) {
        now = now.plus(time);
        driver().advanceWallClockTime(time);
    }

    private double outcomes(String outcome) {
        return registry.get("router.decide.budget").tag("outcome", outcome).counter().count();
    }
}
