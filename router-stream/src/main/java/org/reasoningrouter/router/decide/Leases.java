package org.reasoningrouter.router.decide;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reasoningrouter.wire.PurseLeases;
import org.reasoningrouter.wire.TenantLeases;

/// What the ledger has lent of the tenants' budgets so far. Threads share it: one takes in, all
/// decide.
///
/// A lease is the sum that a partition may have set aside since its hour or day began, so a lease
/// that comes twice changes nothing, and one of another window counts nothing. A tenant beyond the
/// most is not taken in: it has its first leases alone.
public final class Leases {

    private final int mostTenants;
    private final Map<String, TenantLeases> byKey = new ConcurrentHashMap<>();

    public Leases(int mostTenants) {
        if (mostTenants < 1) {
            throw new IllegalArgumentException("mostTenants must be at least 1: " + mostTenants);
        }
        this.mostTenants = mostTenants;
    }

    /// The key of a tenant's leases on `control`.
    public static String key(String tenant) {
        return "tenant-leases|" + tenant;
    }

    void take(String key, TenantLeases leases) {
        if (byKey.containsKey(key) || byKey.size() < mostTenants) {
            byKey.put(key, leases);
        }
    }

    void forget(String key) {
        byKey.remove(key);
    }

    /// Of how many tenants leases are known.
    public int tenants() {
        return byKey.size();
    }

    long granted(String tenant, Purse purse, Instant start, int partition) {
        var leases = byKey.get(key(tenant));
        if (leases == null) {
            return 0;
        }
        return leases.getPurses().stream()
                .filter(it -> it.getPurse().equals(purse.key()) && it.getStart().equals(start))
                .mapToLong(it -> granted(it, partition))
                .findFirst()
                .orElse(0);
    }

    private static long granted(PurseLeases leases, int partition) {
        return partition < leases.getGranted().size() ? leases.getGranted().get(partition) : 0;
    }
}
