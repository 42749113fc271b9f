package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.router.decide.Allowance;
import org.reasoningrouter.router.decide.Allowance.Taken;
import org.reasoningrouter.router.decide.Allowances;
import org.reasoningrouter.router.decide.Allowances.Asked;
import org.reasoningrouter.router.decide.Amount;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.LearnedLengths;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.PartitionSpend;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

/// Router partitions, ledger and workers on a clock of steps, with what Kafka does to them: delays,
/// transactions that are lost and done again, leases that come twice.
class TenantBudgetSimulationTest {

    private static final int PARTITIONS = 8;
    private static final int CAP = 4_096;
    private static final long LIMIT = 1_000L * CAP;
    private static final double FIRST_LEASE = 0.05;
    private static final long LEASE = (long) (LIMIT * FIRST_LEASE / PARTITIONS);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Instant START = Instant.parse("2026-03-01T12:56:00Z");
    private static final Instant FIRST_HOUR = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant SECOND_HOUR = Instant.parse("2026-03-01T13:00:00Z");
    private static final int STEPS = (int) Duration.ofMinutes(8).dividedBy(STEP);
    private static final TenantBudget BUDGET =
            new TenantBudget(
                    Optional.of("acme"),
                    Map.of(Purse.TOKENS_PER_HOUR, LIMIT),
                    WhenSpent.FAST,
                    FIRST_LEASE);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aBurstSpendsItsBudgetAndNoMoreWhateverCrashes(long seed) {
        var world = new World(seed, demand -> demand % PARTITIONS);

        world.run();

        for (var hour : List.of(FIRST_HOUR, SECOND_HOUR)) {
            assertThat(world.most(hour)).isLessThanOrEqualTo((long) (LIMIT * 1.01));
            assertThat(world.spent(hour)).isGreaterThanOrEqualTo((long) (LIMIT * 0.95));
        }
        assertThat(world.crashes).isGreaterThan(100);
    }

    /// All come by one partition, then by the others, which have their first leases still.
    @Test
    void partitionsThatComeWhenAllIsSpentAddALeaseEachAtMost() {
        var half = STEPS / 2;
        var world = new World(7, step -> step < half ? 0 : step % PARTITIONS);
        world.now = SECOND_HOUR;

        world.run();

        assertThat(world.most(SECOND_HOUR))
                .isGreaterThan(LIMIT)
                .isLessThanOrEqualTo((long) (LIMIT * 1.01) + (PARTITIONS - 1) * LEASE);
        assertThat(world.spent(SECOND_HOUR)).isGreaterThanOrEqualTo((long) (LIMIT * 0.95));
    }

    private static final class World {

        private final Random random;
        private final IntUnaryOperator route;
        private final ControlState control =
                new ControlState(new LearnedLengths(1), new Leases(1), new Backlog(true));
        private final Allowances allowances =
                new Allowances(control.leases(), PARTITIONS, (tokens, _) -> tokens);
        private final byte[][] routers = new byte[PARTITIONS][];
        private byte[] ledger = new TenantAccount(PARTITIONS).toBytes();
        private final List<Control> published = new ArrayList<>();
        private final PriorityQueue<Due> due = new PriorityQueue<>();
        private final Map<Instant, Long> spent = new HashMap<>();
        private final Map<Instant, Long> most = new HashMap<>();
        private Instant now = START;
        private int step;
        private int crashes;
        private long order;

        private record Due(int step, long order, Runnable act) implements Comparable<Due> {
            @Override
            public int compareTo(Due other) {
                return step == other.step
                        ? Long.compare(order, other.order)
                        : Integer.compare(step, other.step);
            }
        }

        World(long seed, IntUnaryOperator route) {
            random = new Random(seed);
            this.route = route;
            for (var partition = 0; partition < PARTITIONS; partition++) {
                routers[partition] = PartitionSpend.none().toBytes();
            }
        }

        void run() {
            for (step = 0; step < STEPS; step++) {
                while (!due.isEmpty() && due.peek().step() <= step) {
                    due.remove().act().run();
                }
                var partition = route.applyAsInt(step);
                transact(partition, 1 + random.nextInt(3));
                now = now.plus(STEP);
            }
        }

        /// One transaction of a partition; a lost one leaves nothing and is done again.
        private void transact(int partition, int prompts) {
            var spend = PartitionSpend.of(routers[partition]);
            var decisions = new ArrayList<Decision>();
            for (var prompt = 0; prompt < prompts; prompt++) {
                var allowance =
                        allowances.allow(
                                new Asked(hinted(), partition, spend, now), Optional.of(BUDGET));
                decisions.add(decision(allowance));
                if (allowance instanceof Taken taken) {
                    spend = taken.spend();
                }
            }
            if (random.nextInt(20) == 0) {
                crashes++;
                transact(partition, prompts);
                return;
            }
            routers[partition] = spend.toBytes();
            decisions.forEach(this::committed);
        }

        private void committed(Decision decision) {
            after(5 + random.nextInt(20), () -> book(BudgetEvent.asked(decision).orElseThrow()));
            if (decision.getReservation().orElseThrow().getTaken()) {
                spend(decision, CAP);
                after(50 + random.nextInt(500), () -> end(decision));
            }
        }

        /// A third of the answers takes all of its cap, a tenth never thinks.
        private void end(Decision decision) {
            var used = Math.max(0, Math.min(CAP, (long) (random.nextDouble() * 1.6 * CAP) - 400));
            spend(decision, used - CAP);
            book(BudgetEvent.ended(decision, new Amount(used, used)).orElseThrow());
        }

        /// One transaction of the ledger. Leases come late, and old ones come again.
        private void book(BudgetEvent event) {
            var account = TenantAccount.of(ledger);
            var leases = account.book(event, BUDGET);
            if (random.nextInt(20) == 0) {
                crashes++;
                book(event);
                return;
            }
            ledger = account.toBytes();
            if (leases > 0) {
                var lent =
                        Control.newBuilder()
                                .setTenantLeases(account.leases("acme", BUDGET))
                                .build();
                published.add(lent);
                after(5, () -> control.take(Leases.key("acme"), lent));
                after(6, () -> control.take(Leases.key("acme"), lent));
            }
            if (random.nextInt(200) == 0) {
                after(7, this::readFromTheStart);
            }
        }

        private void readFromTheStart() {
            List.copyOf(published).forEach(it -> control.take(Leases.key("acme"), it));
        }

        private void spend(Decision decision, long tokens) {
            var hour = Purse.TOKENS_PER_HOUR.start(decision.getDecidedAt());
            var sum = spent.merge(hour, tokens, Long::sum);
            most.merge(hour, sum, Long::max);
        }

        private void after(int steps, Runnable act) {
            due.add(new Due(step + steps, order++, act));
        }

        long spent(Instant hour) {
            return spent.getOrDefault(hour, 0L);
        }

        long most(Instant hour) {
            return most.getOrDefault(hour, 0L);
        }

        private Decision hinted() {
            return Decision.newBuilder()
                    .setPromptId("p")
                    .setTenant("acme")
                    .setOutcome(Outcome.ROUTED)
                    .setRoute(Route.THINKING)
                    .setReason(Reason.HINT)
                    .setThinkingBudget(CAP)
                    .setReceivedAt(now)
                    .setDecidedAt(now)
                    .setDeadline(now.plusSeconds(60))
                    .build();
        }

        private static Decision decision(Allowance allowance) {
            return switch (allowance) {
                case Taken(var decision, _) -> decision;
                case Allowance.Refused(var decision) -> decision;
                case Allowance.Granted _, Allowance.Waits _ ->
                        throw new AssertionError("neither is for this budget: " + allowance);
            };
        }
    }
}
