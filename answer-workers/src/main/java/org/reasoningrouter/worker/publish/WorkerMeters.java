package org.reasoningrouter.worker.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;

/// Every meter of this module. Threads share it.
///
/// Calls are counted under OpenTelemetry's names for generative clients; money is counted by the
/// ledger, from the attempts in the answers.
public final class WorkerMeters {

    private static final Duration[] SECONDS = {
        Duration.ofMillis(10),
        Duration.ofMillis(40),
        Duration.ofMillis(160),
        Duration.ofMillis(640),
        Duration.ofMillis(2_560),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(40),
        Duration.ofSeconds(80),
        Duration.ofSeconds(160),
        Duration.ofSeconds(320),
        Duration.ofSeconds(640),
        Duration.ofSeconds(1_800)
    };
    private static final double[] TOKENS = {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144};

    private final MeterRegistry meters;
    private final Map<Lane, AtomicInteger> busy = new EnumMap<>(Lane.class);

    public WorkerMeters(MeterRegistry meters, Route route) {
        this.meters = meters;
        for (var lane : Lane.values()) {
            var slots = new AtomicInteger();
            busy.put(lane, slots);
            Gauge.builder("worker.consume.slots.busy", slots, AtomicInteger::get)
                    .tags("lane", lower(lane), "route", lower(route))
                    .register(meters);
        }
    }

    /// Shows the breaker: 0 closed, 1 probing, 2 open.
    public void breaker(Supplier<Number> state) {
        Gauge.builder("worker.generate.breaker", state).register(meters);
    }

    public void taken(Lane lane, int deliveries) {
        slots(lane).incrementAndGet();
        if (deliveries > 1) {
            count("worker.consume.redelivered", Tags.of("lane", lower(lane)));
        }
    }

    public void settled(Lane lane) {
        slots(lane).decrementAndGet();
    }

    public void handedBack(Lane lane) {
        count("worker.consume.handed.back", Tags.of("lane", lower(lane)));
    }

    public void deadLettered(String error) {
        count("worker.publish.dead.letters", Tags.of("error", error));
    }

    public void answered(Lane lane, Answer answer) {
        count(
                "worker.publish.answers",
                Tags.of(
                        "lane",
                        lower(lane),
                        "status",
                        lower(answer.getStatus()),
                        "failure",
                        answer.getFailure().orElse("none"),
                        "degraded",
                        Boolean.toString(answer.getDegraded())));
        if (answer.getModeMismatch()) {
            count("worker.generate.mode.mismatch", Tags.of("route", lower(answer.getRoute())));
        }
    }

    /// Counts one call of a model server.
    public void called(Attempt attempt) {
        var tags =
                Tags.of(
                        "gen_ai.operation.name",
                        "chat",
                        "gen_ai.request.model",
                        attempt.getModel(),
                        "route",
                        lower(attempt.getRoute()));
        count("worker.generate.attempts", tags.and("outcome", attempt.getOutcome()));
        timer("gen_ai.client.operation.duration", tags.and("error.type", errorType(attempt)))
                .record(Duration.between(attempt.getStartedAt(), attempt.getEndedAt()));
        attempt.getFirstTokenAt()
                .ifPresent(first ->
                        timer("gen_ai.client.operation.time_to_first_chunk", tags)
                                .record(Duration.between(attempt.getStartedAt(), first)));
        var usage = attempt.getUsage();
        tokens(tags, "input", "none", usage.getInputTokens());
        tokens(tags, "output", "reasoning", usage.getReasoningTokens());
        tokens(tags, "output", "response", usage.getAnswerTokens());
    }

    /// Shows what a server's control of thinking is worth: 1 obeyed, 0 ignored, -1 not offered, no
    /// number while unproven.
    public void control(String backend, String control, Supplier<Number> level) {
        Gauge.builder("worker.invoke.control", level)
                .tags("backend", backend, "control", control)
                .register(meters);
    }

    /// Counts one call of a probe, which belongs to no answer.
    public void probed(Attempt attempt) {
        count("worker.invoke.probe.calls", Tags.of("outcome", attempt.getOutcome()));
        var usage = attempt.getUsage();
        probeTokens("input", "none", usage.getInputTokens());
        probeTokens("output", "reasoning", usage.getReasoningTokens());
        probeTokens("output", "response", usage.getAnswerTokens());
    }

    private void probeTokens(String type, String phase, long tokens) {
        Counter.builder("worker.invoke.probe.tokens")
                .tags("type", type, "phase", phase)
                .register(meters)
                .increment((double) tokens);
    }

    private static String errorType(Attempt attempt) {
        return attempt.getOutcome().equals("answered") ? "none" : attempt.getOutcome();
    }

    private void tokens(Tags tags, String type, String phase, long tokens) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .baseUnit("token")
                .serviceLevelObjectives(TOKENS)
                .tags(tags.and("gen_ai.token.type", type, "gen_ai.token.phase", phase))
                .register(meters)
                .record((double) tokens);
    }

    private Timer timer(String name, Tags tags) {
        return Timer.builder(name).serviceLevelObjectives(SECONDS).tags(tags).register(meters);
    }

    private void count(String name, Tags tags) {
        Counter.builder(name).tags(tags).register(meters).increment();
    }

    private AtomicInteger slots(Lane lane) {
        return Objects.requireNonNull(busy.get(lane));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
