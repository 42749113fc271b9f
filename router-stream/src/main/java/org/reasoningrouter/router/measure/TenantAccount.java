package org.reasoningrouter.router.measure;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.wire.PurseLeases;
import org.reasoningrouter.wire.TenantLeases;

/// The budgets of one tenant, as far as its policy limits them. One owner; it changes in place.
final class TenantAccount {

    private final int partitions;
    private final Map<Purse, PurseAccount> purses = new EnumMap<>(Purse.class);

    TenantAccount(int partitions) {
        this.partitions = partitions;
    }

    /// Books an event and lends what the budget still bears.
    ///
    /// @return how many leases
    int book(BudgetEvent event, TenantBudget budget) {
        purses.keySet().retainAll(budget.limits().keySet());
        var leases = 0;
        for (var limit : budget.limits().entrySet()) {
            var purse = limit.getKey();
            var account = purses.computeIfAbsent(purse, _ -> new PurseAccount(partitions));
            if (account.isIn(purse.start(event.decidedAt()).toEpochMilli())) {
                book(account, purse, event, budget);
                leases += account.lend(limit.getValue());
            }
        }
        return leases;
    }

    private void book(PurseAccount account, Purse purse, BudgetEvent event, TenantBudget budget) {
        var amount = purse.of(event.amount());
        switch (event.what()) {
            case TAKEN -> {
                account.asks(event.partition(), amount, budget.firstLease(purse, partitions));
                account.takes(event.partition(), amount);
            }
            case REFUSED ->
                    account.asks(event.partition(), amount, budget.firstLease(purse, partitions));
            case BACK -> account.givesBack(amount);
        }
    }

    /// Whether it can book the event: a partition beyond the topics' is a mistake of someone else.
    boolean knows(BudgetEvent event) {
        return event.partition() >= 0 && event.partition() < partitions;
    }

    Optional<Long> left(Purse purse, TenantBudget budget) {
        return Optional.ofNullable(purses.get(purse))
                .map(account -> account.left(budget.limits().getOrDefault(purse, 0L)));
    }

    TenantLeases leases(String tenant, TenantBudget budget) {
        return TenantLeases.newBuilder()
                .setTenant(tenant)
                .setPurses(
                        purses.entrySet().stream()
                                .map(it -> leases(it.getKey(), it.getValue(), budget))
                                .toList())
                .build();
    }

    private static PurseLeases leases(Purse purse, PurseAccount account, TenantBudget budget) {
        return PurseLeases.newBuilder()
                .setPurse(purse.key())
                .setStart(Instant.ofEpochMilli(account.start()))
                .setLeft(account.left(budget.limits().getOrDefault(purse, 0L)))
                .setGranted(account.granted())
                .build();
    }

    byte[] toBytes() {
        var each = Integer.BYTES + PurseAccount.bytes(partitions);
        var out = ByteBuffer.allocate(Integer.BYTES + purses.size() * each).putInt(partitions);
        purses.forEach((purse, account) -> {
            out.putInt(purse.code());
            account.write(out);
        });
        return out.array();
    }

    static TenantAccount of(byte[] stored) {
        var in = ByteBuffer.wrap(stored);
        var account = new TenantAccount(in.getInt());
        while (in.hasRemaining()) {
            var purse = Purse.coded(in.getInt());
            account.purses.put(purse, PurseAccount.read(in, account.partitions));
        }
        return account;
    }
}
