package org.reasoningrouter.router.measure;

import static java.lang.Double.NaN;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.Rate;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Timings;

/// Every meter of the ledger. Threads may share it.
///
/// Of tenants only those are named that have a budget of their own, because the number of others
/// has no bound; route stats name all. A record that is processed again after a crash counts again
/// here, and once in the results.
public final class LedgerMeters {

    private static final double NANOS = 1e9;

    private final MeterRegistry registry;
    private final Timer tick;
    private final Map<Integer, Long> pending = new ConcurrentHashMap<>();
    private final Map<PurseOf, Double> budgets = new ConcurrentHashMap<>();
    private volatile Optional<OutcomeWatch> outcomes = Optional.empty();

    public LedgerMeters(MeterRegistry registry) {
        this.registry = registry;
        tick = Timer.builder("router.join.tick").publishPercentileHistogram().register(registry);
        Gauge.builder("router.join.pending", pending, LedgerMeters::sum)
                .description("Prompts routed and not ended, as estimated by the store")
                .register(registry);
    }

    /// Holds what ends against calibration, and says whether its guarantee still stands: 1 when
    /// something happens oftener than chance explains.
    public void watch(OutcomeWatch watch) {
        outcomes = Optional.of(watch);
        for (var rate : List.of(Rate.CUT, Rate.FAILED)) {
            Gauge.builder("router.measure.drift", () -> watch.more(rate))
                    .tag("of", rate.key())
                    .baseUnit("ratio")
                    .register(registry);
            Gauge.builder("router.measure.drift.alarm", () -> watch.isOftener(rate) ? 1 : 0)
                    .tag("of", rate.key())
                    .register(registry);
        }
    }

    /// A prompt ended.
    public void ended(Result result) {
        outcomes.ifPresent(it ->
                it.ended(
                        result.getDecision().getPolicyVersion(),
                        result.getStatus(),
                        result.getThinkingEnd()));
        var status = lower(result.getStatus());
        var route = route(result.getRoute().or(() -> result.getDecision().getRoute()));
        var lane = lower(result.getLane());
        registry.counter("router.join.results", "status", status, "route", route, "lane", lane)
                .increment();
        time("router.measure.end.to.end", "status", status, "lane", lane)
                .record(micros(result.getTimings().getEndToEnd()));
        stages(result.getTimings(), route);
        cost("actual", route, result.getCostNanos());
        cost("always_thinking", route, result.getAlwaysThinkingCostNanos());
    }

    /// An answer came after its prompt had ended.
    public void late(LateAnswer late) {
        var route = lower(late.getRoute());
        registry.counter("router.join.late", "route", route, "ended_as", lower(late.getEndedAs()))
                .increment();
        cost("late", route, late.getCostNanos());
    }

    /// An answer came a second time with the same call id.
    public void repeated() {
        registry.counter("router.join.repeated").increment();
    }

    /// A record went to dead-letters.
    public void unreadable(String error) {
        registry.counter("router.join.dead.letters", "error", error).increment();
    }

    /// So many prompts of this partition are pending.
    public void pending(int partition, long prompts) {
        pending.put(partition, prompts);
    }

    /// So many leases were lent of tenants' budgets.
    public void lent(int leases) {
        registry.counter("router.measure.budget.leases").increment(leases);
    }

    /// What is left of a tenant's budget beside its leases.
    ///
    /// @param amount tokens or nano-dollars
    public void budgetLeft(String tenant, Purse purse, long amount) {
        var of = new PurseOf(tenant, purse);
        if (budgets.put(of, purse.isMoney() ? amount / NANOS : amount) == null) {
            Gauge.builder("router.measure.budget.left", budgets, it -> it.getOrDefault(of, NaN))
                    .description("Tokens or USD that are not yet lent to partitions")
                    .tags("tenant", tenant, "purse", purse.key())
                    .register(registry);
        }
    }

    /// The tenant's budgets have moved to another ledger.
    public void budgetGone(String tenant) {
        budgets.keySet().removeIf(it -> it.tenant().equals(tenant));
    }

    private record PurseOf(String tenant, Purse purse) {}

    /// One look of one partition for prompts whose deadline has passed, their ends included.
    public void ticked(Duration took) {
        tick.record(took);
    }

    /// The partition has moved to another ledger.
    public void gone(int partition) {
        pending.remove(partition);
    }

    private void stages(Timings timings, String route) {
        stage("queued", route, timings.getQueued());
        stage("classify", route, timings.getClassify());
        stage("request_queue", route, timings.getRequestQueue());
        stage("first_token", route, timings.getFirstToken());
        stage("generate", route, timings.getGenerate());
        stage("join", route, timings.getJoin());
    }

    private void stage(String stage, String route, Optional<Long> micros) {
        micros.ifPresent(taken ->
                time("router.measure.stage", "stage", stage, "route", route).record(micros(taken)));
    }

    private Timer time(String name, String... tags) {
        return Timer.builder(name).tags(tags).publishPercentileHistogram().register(registry);
    }

    private void cost(String kind, String route, long nanos) {
        Counter.builder("router.measure.cost")
                .baseUnit("usd")
                .tags("kind", kind, "route", route)
                .register(registry)
                .increment(Math.max(0, nanos) / NANOS);
    }

    private static double sum(Map<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Duration micros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    private static String route(Optional<Route> route) {
        return route.map(LedgerMeters::lower).orElse("none");
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
