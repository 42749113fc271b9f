package org.reasoningrouter.router.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.reasoningrouter.router.decide.Allowance.Granted;
import org.reasoningrouter.router.decide.Allowance.Refused;
import org.reasoningrouter.router.decide.Allowance.Taken;
import org.reasoningrouter.router.decide.Allowance.Waits;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Reservation;
import org.reasoningrouter.wire.Route;

/// The rules by which a partition spends its leases. Whatever says THINKING is asked, hints and
/// explicit modes included.
///
/// A purse bears an amount when the partition's sum stays within its lease: what the ledger has
/// granted, and never less than the first lease. The first amount of a window is always borne, if
/// the limit itself bears it: no lease can be there for a tenant that nobody has heard of.
///
/// @param partitions of `prompts`
public record Allowances(Leases leases, int partitions, ThinkingPrice price) {

    /// A decision as it was made, with where and when its budget is asked.
    ///
    /// @param spend of the partition for the decision's tenant
    /// @param at never before the windows that the spend counts in, and the decision's time from
    ///   then on: so its partition, its lease and the ledger mean the same hour and day
    public record Asked(Decision decision, int partition, PartitionSpend spend, Instant at) {

        public Asked {
            at = spend.notBefore(at);
        }
    }

    public Allowance allow(Asked asked, Optional<TenantBudget> budget) {
        var decision = asked.decision();
        if (budget.isEmpty() || !thinks(decision)) {
            return new Granted(decision);
        }
        var amount = amount(decision, asked.at());
        return full(asked, amount, budget.get())
                .map(purse -> spent(asked, amount, purse, budget.get()))
                .orElseGet(() ->
                        new Taken(
                                reserving(asked, amount, true).build(),
                                asked.spend().plus(amount, asked.at())));
    }

    private static boolean thinks(Decision decision) {
        return decision.getRoute().filter(route -> route == Route.THINKING).isPresent();
    }

    private Amount amount(Decision decision, Instant at) {
        var tokens = decision.getThinkingBudget().orElse(0);
        return new Amount(tokens, price.nanos(tokens, at));
    }

    /// The first purse that does not bear the amount.
    private Optional<Purse> full(Asked asked, Amount amount, TenantBudget budget) {
        return budget.limits().keySet().stream()
                .sorted()
                .filter(purse -> !bears(purse, asked, purse.of(amount), budget))
                .findFirst();
    }

    private boolean bears(Purse purse, Asked asked, long amount, TenantBudget budget) {
        var before = asked.spend().in(purse, asked.at());
        if (before == 0) {
            return amount <= budget.limits().getOrDefault(purse, 0L);
        }
        var tenant = asked.decision().getTenant();
        var granted = leases.granted(tenant, purse, purse.start(asked.at()), asked.partition());
        return before + amount <= Math.max(granted, budget.firstLease(purse, partitions));
    }

    private Allowance spent(Asked asked, Amount amount, Purse purse, TenantBudget budget) {
        var detail = "%s is spent until %s".formatted(purse.key(), purse.end(asked.at()));
        var decision = refusing(asked, amount, detail);
        return switch (budget.whenSpent()) {
            case FAST -> new Refused(fast(decision));
            case REJECT -> new Refused(rejected(decision, asked.at()));
            case WAIT ->
                    mayCome(purse, amount, budget)
                            ? new Waits(fast(decision))
                            : new Refused(rejected(decision, asked.at()));
        };
    }

    /// The decision on a prompt that has waited until its deadline.
    public Decision inVain(Asked asked) {
        var amount = amount(asked.decision(), asked.at());
        return rejected(refusing(asked, amount, "waited for budget in vain"), asked.at());
    }

    // What the whole budget of a window does not bear would wait in vain.
    private static boolean mayCome(Purse purse, Amount amount, TenantBudget budget) {
        return purse.of(amount) <= budget.limits().getOrDefault(purse, 0L);
    }

    private static Decision.Builder refusing(Asked asked, Amount amount, String detail) {
        return reserving(asked, amount, false)
                .setReason(Reason.BUDGET_SPENT)
                .setDetail(detail)
                .setThinkingBudget(null)
                .setPropensity(1);
    }

    private static Decision fast(Decision.Builder decision) {
        return decision.setRoute(Route.FAST).build();
    }

    private static Decision rejected(Decision.Builder decision, Instant at) {
        return decision.setOutcome(Outcome.REJECTED).setRoute(null).setDeadline(at).build();
    }

    private static Decision.Builder reserving(Asked asked, Amount amount, boolean taken) {
        var decision = asked.decision();
        var waited = Duration.between(decision.getDecidedAt(), asked.at());
        return Decision.newBuilder(decision)
                .setDecidedAt(asked.at())
                .setClassifyMicros(
                        decision.getClassifyMicros() + Math.max(0, waited.toNanos() / 1_000))
                .setReservation(
                        Reservation.newBuilder()
                                .setPartition(asked.partition())
                                .setTokens(amount.tokens())
                                .setCostNanos(amount.nanos())
                                .setTaken(taken)
                                .build());
    }
}
