package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.decide.Allowance.Granted;
import org.reasoningrouter.router.decide.Allowance.Refused;
import org.reasoningrouter.router.decide.Allowance.Taken;
import org.reasoningrouter.router.decide.Allowance.Waits;
import org.reasoningrouter.router.decide.Allowances.Asked;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.PurseLeases;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TenantLeases;

class AllowancesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:30:00Z");
    private static final Instant HOUR = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant NEXT_HOUR = Instant.parse("2026-03-01T13:00:00Z");
    private static final int CAP = 100;
    private static final int PARTITION = 1;

    private final Leases leases = new Leases(1);
    private final Allowances allowances = new Allowances(leases, 4, (tokens, _) -> tokens * 10);

    @Test
    void whatDoesNotThinkAndWhoHasNoBudgetAreNotAsked() {
        var fast = Decision.newBuilder(thinking()).setRoute(Route.FAST).build();

        assertThat(allow(fast, PartitionSpend.none(), WhenSpent.FAST)).isInstanceOf(Granted.class);
        assertThat(
                        allowances.allow(
                                new Asked(thinking(), PARTITION, PartitionSpend.none(), NOW),
                                Optional.empty()))
                .isEqualTo(new Granted(thinking()));
    }

    @Test
    void theFirstOfAWindowIsBorneAndTheNextOnesWithinTheLease() {
        var first = taken(PartitionSpend.none());
        assertThat(first.decision().getReservation().orElseThrow())
                .satisfies(it -> {
                    assertThat(it.getPartition()).isEqualTo(PARTITION);
                    assertThat(it.getTokens()).isEqualTo(CAP);
                    assertThat(it.getCostNanos()).isEqualTo(10L * CAP);
                    assertThat(it.getTaken()).isTrue();
                });
        assertThat(allow(thinking(), first.spend(), WhenSpent.FAST)).isInstanceOf(Refused.class);

        lend(HOUR, 2 * CAP);
        var second = taken(first.spend());
        assertThat(allow(thinking(), second.spend(), WhenSpent.FAST)).isInstanceOf(Refused.class);
    }

    @Test
    void aLeaseOfAnotherHourBearsNothing() {
        var spend = taken(PartitionSpend.none()).spend();
        lend(HOUR.minusSeconds(3_600), 10 * CAP);

        assertThat(allow(thinking(), spend, WhenSpent.FAST)).isInstanceOf(Refused.class);
        assertThat(
                        allowances.allow(
                                new Asked(thinking(), PARTITION, spend, NEXT_HOUR),
                                Optional.of(budget(WhenSpent.FAST))))
                .isInstanceOf(Taken.class);
    }

    @Test
    void whenSpentItGoesFastOrIsRejectedOrWaits() {
        var spend = taken(PartitionSpend.none()).spend();

        assertThat(allow(thinking(), spend, WhenSpent.FAST))
                .isInstanceOfSatisfying(
                        Refused.class,
                        it -> {
                            assertThat(it.decision().getRoute()).contains(Route.FAST);
                            assertThat(it.decision().getReason()).isEqualTo(Reason.BUDGET_SPENT);
                            assertThat(it.decision().getThinkingBudget()).isEmpty();
                            assertThat(it.decision().getDetail())
                                    .contains("tokensPerHour is spent until 2026-03-01T13:00:00Z");
                        });
        assertThat(allow(thinking(), spend, WhenSpent.REJECT))
                .isInstanceOfSatisfying(Refused.class, it -> isRejected(it.decision()));
        assertThat(allow(thinking(), spend, WhenSpent.WAIT)).isInstanceOf(Waits.class);
    }

    @Test
    void whoWaitedInVainIsRejectedAndAtOnceWhereNoWaitingHelps() {
        var spend = taken(PartitionSpend.none()).spend();
        var late = new Asked(thinking(), PARTITION, spend, thinking().getDeadline());
        isRejected(allowances.inVain(late));

        var huge = Decision.newBuilder(thinking()).setThinkingBudget(1_000_000).build();
        assertThat(allow(huge, PartitionSpend.none(), WhenSpent.WAIT))
                .isInstanceOfSatisfying(Refused.class, it -> isRejected(it.decision()));
    }

    @Test
    void everyPurseMustBearIt() {
        var budget =
                new TenantBudget(
                        Optional.empty(),
                        Map.of(Purse.TOKENS_PER_HOUR, 100L * CAP, Purse.USD_PER_DAY, 9L * CAP),
                        WhenSpent.FAST,
                        0);

        assertThat(
                        allowances.allow(
                                new Asked(thinking(), PARTITION, PartitionSpend.none(), NOW),
                                Optional.of(budget)))
                .isInstanceOfSatisfying(
                        Refused.class,
                        it ->
                                assertThat(it.decision().getDetail().orElseThrow())
                                        .startsWith("usd"));
    }

    @Test
    void whatIsStoredIsReadAgain() {
        var spend = taken(PartitionSpend.none()).spend();

        var read = PartitionSpend.of(spend.toBytes());

        assertThat(read.in(Purse.TOKENS_PER_HOUR, NOW)).isEqualTo(CAP);
        assertThat(read.in(Purse.USD_PER_DAY, NOW)).isEqualTo(10L * CAP);
        assertThat(read.in(Purse.TOKENS_PER_HOUR, NEXT_HOUR)).isZero();
        assertThat(read.isOver(NEXT_HOUR)).isFalse();
        assertThat(read.isOver(NOW.plusSeconds(86_400))).isTrue();
    }

    /// Batches of one partition do not end in the order in which they began.
    @Test
    void whatComesAfterTheHourBeganBelongsToItWhateverItsOwnTime() {
        var before = NEXT_HOUR.minusMillis(3);
        var spend =
                PartitionSpend.none()
                        .plus(new Amount(CAP, 10L * CAP), before)
                        .plus(new Amount(CAP, 10L * CAP), NEXT_HOUR)
                        .plus(new Amount(7, 70), before);

        assertThat(spend.in(Purse.TOKENS_PER_HOUR, NEXT_HOUR)).isEqualTo(CAP + 7);
        assertThat(spend.in(Purse.TOKENS_PER_HOUR, before)).isEqualTo(CAP + 7);
        assertThat(spend.in(Purse.TOKENS_PER_DAY, before)).isEqualTo(2 * CAP + 7);
        assertThat(spend.in(Purse.USD_PER_HOUR, before)).isEqualTo(10L * CAP + 70);
    }

    @Test
    void aStragglerTakesFromTheLeaseOfTheHourThatHasBegunAndIsOfThatHour() {
        var begun = PartitionSpend.none().plus(new Amount(CAP, 10L * CAP), NEXT_HOUR);
        var before = NEXT_HOUR.minusMillis(3);
        lend(HOUR, 10 * CAP);
        assertThat(at(before, begun)).isInstanceOf(Refused.class);

        lend(NEXT_HOUR, 2 * CAP);
        assertThat(at(before, begun))
                .isInstanceOfSatisfying(
                        Taken.class,
                        it -> {
                            assertThat(it.decision().getDecidedAt()).isEqualTo(NEXT_HOUR);
                            assertThat(it.spend().in(Purse.TOKENS_PER_HOUR, NEXT_HOUR))
                                    .isEqualTo(2 * CAP);
                        });
    }

    private Allowance at(Instant at, PartitionSpend spend) {
        return allowances.allow(
                new Asked(thinking(), PARTITION, spend, at), Optional.of(budget(WhenSpent.FAST)));
    }

    private static void isRejected(Decision decision) {
        assertThat(decision.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(decision.getReason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(decision.getRoute()).isEmpty();
    }

    private Taken taken(PartitionSpend before) {
        return (Taken) allow(thinking(), before, WhenSpent.FAST);
    }

    private Allowance allow(Decision decision, PartitionSpend spend, WhenSpent whenSpent) {
        return allowances.allow(
                new Asked(decision, PARTITION, spend, NOW), Optional.of(budget(whenSpent)));
    }

    private static TenantBudget budget(WhenSpent whenSpent) {
        return new TenantBudget(
                Optional.of("acme"), Map.of(Purse.TOKENS_PER_HOUR, 10L * CAP), whenSpent, 0);
    }

    private void lend(Instant start, long granted) {
        var leased =
                PurseLeases.newBuilder()
                        .setPurse("tokensPerHour")
                        .setStart(start)
                        .setLeft(0)
                        .setGranted(List.of(0L, granted))
                        .build();
        leases.take(
                Leases.key("acme"),
                TenantLeases.newBuilder().setTenant("acme").setPurses(List.of(leased)).build());
    }

    private static Decision thinking() {
        return Decision.newBuilder()
                .setPromptId("p")
                .setTenant("acme")
                .setRoute(Route.THINKING)
                .setReason(Reason.EXPLICIT_MODE)
                .setThinkingBudget(CAP)
                .setReceivedAt(NOW)
                .setDecidedAt(NOW)
                .setDeadline(NOW.plusSeconds(60))
                .build();
    }
}
