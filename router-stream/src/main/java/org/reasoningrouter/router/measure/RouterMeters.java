package org.reasoningrouter.router.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.Rate;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Reservation;
import org.reasoningrouter.wire.Route;

/// Every meter of the router's stages. Threads share it.
public final class RouterMeters {

    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter conflicts;
    private final Counter misses;
    private final Map<Integer, Long> waiting = new ConcurrentHashMap<>();
    private final Map<Decided, Counter> decisions = new ConcurrentHashMap<>();
    private final MultiGauge inForce;
    private final Map<List<String>, AtomicInteger> devices = new ConcurrentHashMap<>();

    /// What decisions are counted by.
    private record Decided(Route route, Reason reason) {}

    public RouterMeters(MeterRegistry registry) {
        this.registry = registry;
        inForce = MultiGauge.builder("router.decide.in.force").register(registry);
        duplicates = registry.counter("router.admit.duplicates");
        conflicts = registry.counter("router.admit.conflicts");
        misses = registry.counter("router.batch.prefetch.misses");
        Gauge.builder("router.decide.waiting", waiting, RouterMeters::sum)
                .description("Prompts that wait for budget")
                .register(registry);
    }

    /// Meters that nobody reads, and that cost next to nothing.
    public static RouterMeters unread() {
        return new RouterMeters(new CompositeMeterRegistry());
    }

    public void rejected(Rejected rejected) {
        registry.counter("router.admit.rejections", "reason", rejected.reason().name()).increment();
    }

    public void deadLetter(Unroutable unroutable) {
        registry.counter("router.admit.dead.letters", "error", unroutable.error()).increment();
    }

    public void duplicate() {
        duplicates.increment();
    }

    public void conflict() {
        conflicts.increment();
    }

    /// A record that came to `process()` without having been shown to the batcher before.
    public void prefetchMiss() {
        misses.increment();
    }

    /// A prompt that the first model of a cascade left to the second.
    ///
    /// @param scored false when the first had no number for it
    public void passedOn(boolean scored) {
        registry.counter("router.classify.passed.on", "reason", scored ? "unsure" : "no-score")
                .increment();
    }

    /// The meters of one model.
    ///
    /// @param stage of the cascade, from 1
    public ModelMeters ofModel(int stage) {
        return new ModelMeters(registry, String.valueOf(stage));
    }

    /// The device that a model is computed on, which may be another than the one asked for: how
    /// many copies of the model are open there. A swap opens one before it closes the other.
    ///
    /// @return to be run when the model is closed
    public Runnable classifiesOn(String model, String device) {
        var open = devices.computeIfAbsent(List.of(model, device), _ -> new AtomicInteger());
        Gauge.builder("router.classify.device", open::get)
                .tag("model", model)
                .tag("device", device)
                .register(registry);
        open.incrementAndGet();
        return open::decrementAndGet;
    }

    /// What decides from now on: 1 for one pair of a policy and a model, and no other pair.
    public void inForce(String policy, String model) {
        inForce.register(
                List.of(MultiGauge.Row.of(Tags.of("policy", policy, "model", model), 1)), true);
    }

    /// A try to put other files in force.
    public void swapped(boolean installed) {
        registry.counter("router.decide.swaps", "result", installed ? "installed" : "refused")
                .increment();
    }

    public void decided(Decision decision) {
        var reason = decision.getReason();
        decision.getRoute()
                .ifPresent(route ->
                        decisions
                                .computeIfAbsent(new Decided(route, reason), this::ofDecisions)
                                .increment());
        decision.getReservation()
                .map(reservation -> budgetOutcome(decision, reservation))
                .ifPresent(outcome ->
                        registry.counter("router.decide.budget", "outcome", outcome).increment());
        if (isFallback(reason)) {
            registry.counter("router.decide.fallbacks", "reason", reason.name()).increment();
        }
    }

    private Counter ofDecisions(Decided decided) {
        return registry.counter(
                "router.decide.decisions",
                "route",
                decided.route.name(),
                "reason",
                decided.reason.name());
    }

    /// Tenants of whose budgets a router knows leases.
    public void watchLeased(Supplier<Number> tenants) {
        Gauge.builder("router.decide.leased.tenants", tenants).register(registry);
    }

    private static String budgetOutcome(Decision decision, Reservation reservation) {
        if (reservation.getTaken()) {
            return "taken";
        }
        return decision.getOutcome() == Outcome.ROUTED ? "spent-fast" : "spent-rejected";
    }

    /// A prompt begins to wait for budget.
    public void waits() {
        registry.counter("router.decide.budget", "outcome", "spent-waits").increment();
    }

    /// So many prompts of this partition wait for budget.
    public void waiting(int partition, long prompts) {
        waiting.put(partition, prompts);
    }

    /// The partition has moved to another router.
    public void gone(int partition) {
        waiting.remove(partition);
    }

    /// How long thinking prompts of a lane queue, and by how much that raises their threshold.
    ///
    /// @param seconds NaN while nobody can say
    public void watchBacklog(Lane lane, Supplier<Number> seconds, Supplier<Number> raised) {
        var name = lane.name().toLowerCase(Locale.ROOT);
        Gauge.builder("router.decide.backlog", seconds)
                .baseUnit("seconds")
                .tag("lane", name)
                .register(registry);
        Gauge.builder("router.decide.raise", raised).tag("lane", name).register(registry);
    }

    /// What the shadow would have decided on a scored prompt, beside what was; it is late where the
    /// decision does not bear it. The tokens are those that thinking is expected to take.
    public void shadowed(Decision decision) {
        var route = decision.getRoute().map(Route::name).orElseThrow();
        var shadow = decision.getShadow().map(it -> it.getRoute().name());
        registry.counter("router.decide.shadow", "route", route, "shadow", shadow.orElse("LATE"))
                .increment();
        shadow.ifPresent(it -> {
            expected("decision", route, decision);
            expected("shadow", it, decision);
        });
    }

    private void expected(String of, String route, Decision decision) {
        var thinks = Route.THINKING.name().equals(route);
        registry.counter("router.decide.shadow.expected.tokens", "of", of)
                .increment(thinks ? decision.getExpectedThinkingTokens() : 0);
    }

    /// Prompts between submission and classification.
    public void watchOutstanding(Supplier<Number> outstanding) {
        Gauge.builder("router.batch.outstanding", outstanding).register(registry);
    }

    /// How far the last whole window of scored prompts was from calibration, and whether chance
    /// explains it: 1 says that the guarantee of the policy in force no longer stands.
    public void watchDrift(Supplier<DriftWatch.Seen> last) {
        Gauge.builder("router.decide.score.drift", () -> last.get().distance())
                .baseUnit("ratio")
                .register(registry);
        Gauge.builder("router.decide.thinking.drift", () -> last.get().moreThinking())
                .baseUnit("ratio")
                .register(registry);
        alarm("scores", () -> last.get().scoresMoved() ? 1 : 0);
        alarm(Rate.THINKING.key(), () -> last.get().thinkingMoved() ? 1 : 0);
    }

    private void alarm(String of, Supplier<Number> raised) {
        Gauge.builder("router.decide.drift.alarm", raised).tag("of", of).register(registry);
    }

    /// Classes of prompts of whose thoughts a router knows the lengths.
    public void watchLearned(Supplier<Number> classes) {
        Gauge.builder("router.decide.learned.classes", classes).register(registry);
    }

    private static double sum(Map<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static boolean isFallback(Reason reason) {
        return reason == Reason.CLASSIFIER_TIMEOUT
                || reason == Reason.CLASSIFIER_FAILED
                || reason == Reason.CLASSIFIER_NOT_A_NUMBER;
    }
}
