package org.reasoningrouter.router.measure;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.wire.Control;

/// The store behind the tenants' budgets: books what decisions ask for and what answers use, and
/// lends what is left to the partitions of the router, over `control`.
///
/// Booked and lent in one transaction, so no lease is given twice and none is lost. Where `control`
/// does not stand, which an older deployment lacks, leases are kept and go out with the next ones.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class AccountsProcessor implements Processor<String, byte[], String, Control> {

    static final String ACCOUNTS = "accounts";

    private static final Map<String, String> CHANGELOG =
            Map.of("message.timestamp.type", "LogAppendTime");

    /// What all tasks have in common.
    ///
    /// @param limits of the policy in force
    /// @param topicStands whether `control` is there to be written to
    public record Parts(
            int partitions,
            Supplier<Limits> limits,
            BooleanSupplier topicStands,
            LedgerMeters meters) {}

    private final Parts parts;
    private ProcessorContext<String, Control> context;
    private KeyValueStore<String, byte[]> accounts;
    private final Set<String> shown = new HashSet<>();

    private AccountsProcessor(Parts parts) {
        this.parts = parts;
    }

    /// One processor for each task, with a store of its own.
    public static ProcessorSupplier<String, byte[], String, Control> supplier(Parts parts) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, byte[], String, Control> get() {
                return new AccountsProcessor(parts);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(ACCOUNTS),
                                        Serdes.String(),
                                        Serdes.ByteArray())
                                .withCachingDisabled()
                                .withLoggingEnabled(CHANGELOG));
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Control> context) {
        this.context = context;
        accounts = context.getStateStore(ACCOUNTS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        var tenant = record.key();
        var event = BudgetEvent.of(record.value());
        parts.limits()
                .get()
                .budgetOf(tenant)
                .ifPresent(budget -> book(tenant, event, budget, record.timestamp()));
    }

    private void book(String tenant, BudgetEvent event, TenantBudget budget, long now) {
        var account = account(accounts.get(tenant));
        if (!account.knows(event)) {
            return;
        }
        var leases = account.book(event, budget);
        accounts.put(tenant, account.toBytes());
        parts.meters().lent(leases);
        budget.tenant().ifPresent(_ -> show(tenant, account, budget));
        if (leases > 0 && parts.topicStands().getAsBoolean()) {
            var control =
                    Control.newBuilder().setTenantLeases(account.leases(tenant, budget)).build();
            context.forward(new Record<>(Leases.key(tenant), control, now));
        }
    }

    private TenantAccount account(byte @Nullable [] stored) {
        return stored == null ? new TenantAccount(parts.partitions()) : TenantAccount.of(stored);
    }

    private void show(String tenant, TenantAccount account, TenantBudget budget) {
        shown.add(tenant);
        for (var purse : budget.limits().keySet()) {
            account.left(purse, budget)
                    .ifPresent(left -> parts.meters().budgetLeft(tenant, purse, left));
        }
    }

    @Override
    public void close() {
        shown.forEach(parts.meters()::budgetGone);
        shown.clear();
    }
}
