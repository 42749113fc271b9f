package org.reasoningrouter.router.decide;

import java.util.Map;
import java.util.Optional;

/// What a tenant may spend on thinking.
///
/// @param tenant absent: every tenant without a budget of its own, each by itself
/// @param limits in tokens or nano-dollars; a purse that is missing has no limit
/// @param firstLease the share of a limit that all partitions together may set aside before the
///   ledger has heard of them: more lets a burst at the start of an hour think at once, and lets
///   more be spent beyond the limit by partitions that first come when it is spent
public record TenantBudget(
        Optional<String> tenant, Map<Purse, Long> limits, WhenSpent whenSpent, double firstLease) {

    static final double FIRST_LEASE = 0.05;

    /// What becomes of a prompt that was to think.
    public enum WhenSpent {
        /// It goes fast.
        FAST,
        /// It waits for budget until its deadline, and is rejected then.
        WAIT,
        /// It is rejected.
        REJECT
    }

    public TenantBudget {
        limits = Map.copyOf(limits);
        if (limits.isEmpty()) {
            throw new IllegalArgumentException(
                    "one of tenantBudgets must limit tokensPerHour, tokensPerDay, usdPerHour or"
                            + " usdPerDay");
        }
        limits.forEach((purse, limit) -> {
            if (limit < 0) {
                throw new IllegalArgumentException(
                        "tenantBudgets." + purse.key() + " must not be negative");
            }
        });
        if (!(firstLease >= 0 && firstLease <= 0.5)) {
            throw new IllegalArgumentException(
                    "tenantBudgets.firstLease must be 0 to 0.5: " + firstLease);
        }
    }

    boolean isFor(String asker) {
        return tenant.filter(it -> !it.equals(asker)).isEmpty();
    }

    /// What each partition may set aside without being asked.
    public long firstLease(Purse purse, int partitions) {
        return (long) (limits.getOrDefault(purse, 0L) * firstLease / partitions);
    }
}
