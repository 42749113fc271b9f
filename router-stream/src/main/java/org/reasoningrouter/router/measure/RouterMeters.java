package org.reasoningrouter.router.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Reason;

/// Every meter of the router's stages. Threads share it.
public final class RouterMeters {

    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter conflicts;
    private final Counter misses;
    private final DistributionSummary batchSize;
    private final DistributionSummary batchFill;
    private final DistributionSummary padding;
    private final Timer queueWait;
    private final Timer encode;
    private final Timer score;

    public RouterMeters(MeterRegistry registry) {
        this.registry = registry;
        duplicates = registry.counter("router.admit.duplicates");
        conflicts = registry.counter("router.admit.conflicts");
        misses = registry.counter("router.batch.prefetch.misses");
        batchSize = summary("router.batch.size", "prompts");
        batchFill = summary("router.batch.fill", "ratio");
        padding = summary("router.batch.padding", "ratio");
        queueWait = timer("router.batch.wait");
        encode = timer("router.classify.encode");
        score = timer("router.classify.duration");
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

    /// A prompt's way from the tokeniser into a batch.
    public void waited(Duration wait) {
        queueWait.record(wait);
    }

    public void encoded(Duration took) {
        encode.record(took);
    }

    /// One call of the model.
    ///
    /// @param prompts in the batch
    /// @param fill share of the most prompts that a batch may hold
    /// @param padded share of the model's input that was padding
    public void scored(int prompts, double fill, double padded, Duration took) {
        batchSize.record(prompts);
        batchFill.record(fill);
        padding.record(padded);
        score.record(took);
    }

    /// The device that a model is computed on, which may be another than the one asked for; always
    /// 1.
    public void classifiesOn(String model, String device) {
        Gauge.builder("router.classify.device", () -> 1)
                .tag("model", model)
                .tag("device", device)
                .register(registry);
    }

    public void decided(Decision decision) {
        var reason = decision.getReason();
        decision.getRoute()
                .ifPresent(route ->
                        registry.counter(
                                        "router.decide.decisions",
                                        "route",
                                        route.name(),
                                        "reason",
                                        reason.name())
                                .increment());
        if (isFallback(reason)) {
            registry.counter("router.decide.fallbacks", "reason", reason.name()).increment();
        }
    }

    /// Prompts between submission and classification.
    public void watchOutstanding(Supplier<Number> outstanding) {
        Gauge.builder("router.batch.outstanding", outstanding).register(registry);
    }

    private static boolean isFallback(Reason reason) {
        return reason == Reason.CLASSIFIER_TIMEOUT
                || reason == Reason.CLASSIFIER_FAILED
                || reason == Reason.CLASSIFIER_NOT_A_NUMBER;
    }

    private DistributionSummary summary(String name, String unit) {
        return DistributionSummary.builder(name).baseUnit(unit).register(registry);
    }

    private Timer timer(String name) {
        return Timer.builder(name).publishPercentiles(0.5, 0.95, 0.99).register(registry);
    }
}
