package org.reasoningrouter.router.measure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// What is measured of one model, labelled with its stage of the cascade. Threads share it.
public final class ModelMeters {

    private static final String STAGE = "stage";

    private final DistributionSummary batchSize;
    private final DistributionSummary batchFill;
    private final DistributionSummary padding;
    private final Timer queueWait;
    private final Timer encode;
    private final Timer score;
    private final Counter hits;
    private final Counter misses;

    ModelMeters(MeterRegistry registry, String stage) {
        batchSize = summary(registry, stage, "router.batch.size", "prompts");
        batchFill = summary(registry, stage, "router.batch.fill", "ratio");
        padding = summary(registry, stage, "router.batch.padding", "ratio");
        queueWait = timer(registry, stage, "router.batch.wait");
        encode = timer(registry, stage, "router.classify.encode");
        score = timer(registry, stage, "router.classify.duration");
        hits = cache(registry, stage, "hit");
        misses = cache(registry, stage, "miss");
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

    /// Whether the score of an earlier prompt served this one.
    public void remembered(boolean hit) {
        (hit ? hits : misses).increment();
    }

    private static Counter cache(MeterRegistry registry, String stage, String result) {
        return registry.counter("router.classify.cache", STAGE, stage, "result", result);
    }

    private static DistributionSummary summary(
            MeterRegistry registry, String stage, String name, String unit) {
        return DistributionSummary.builder(name)
                .tag(STAGE, stage)
                .baseUnit(unit)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String stage, String name) {
        return Timer.builder(name)
                .tag(STAGE, stage)
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
    }
}
