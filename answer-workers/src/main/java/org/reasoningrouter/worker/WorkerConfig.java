package org.reasoningrouter.worker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Aimd;
import org.reasoningrouter.worker.generate.RetryPolicy;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ServerSettings;
import org.reasoningrouter.worker.invoke.ServerSettings.Probing;
import org.reasoningrouter.worker.invoke.SoftSwitches;

/// Every setting of a worker, bound once. Defaults, and what each setting trades, stand in
/// `application-worker.yml`.
///
/// @param kafka settings of every Kafka client by Kafka's own names
/// @param registry settings of the Confluent client by its own names
@ConfigurationProperties("worker")
@Requires(env = "worker")
public record WorkerConfig(
        String route,
        String id,
        @MapFormat(
                        transformation = MapFormat.MapTransformation.FLAT,
                        keyFormat = StringConvention.RAW)
                Map<String, String> kafka,
        @MapFormat(
                        transformation = MapFormat.MapTransformation.FLAT,
                        keyFormat = StringConvention.RAW)
                Map<String, String> registry,
        Duration lock,
        int deliveries,
        boolean applyGroupSettings,
        String consumer,
        Duration startPatience,
        Duration stopGrace,
        Duration retryPause,
        int answerTokens,
        int thinkingTokens,
        boolean fallbackToFast,
        TopicsConfig topics,
        SlotsConfig slots,
        PlainConfig plain,
        LlmConfig llm,
        @MapFormat(
                        transformation = MapFormat.MapTransformation.FLAT,
                        keyFormat = StringConvention.RAW)
                Map<String, String> backends,
        ClocksConfig clocks,
        RetryConfig retry,
        BreakerConfig breaker,
        ThinkingConfig thinking,
        ConcurrencyConfig concurrency,
        HedgingConfig hedging) {

    /// The part of the lock that a request may be held; the rest is for the way to the broker.
    private static final double HOLD = 0.9;

    public WorkerConfig {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
        backends = Map.copyOf(backends);
        if (!route.equalsIgnoreCase("fast") && !route.equalsIgnoreCase("thinking")) {
            throw new IllegalArgumentException(
                    "worker.route must be fast or thinking: '" + route + "'");
        }
        if (!List.of("auto", "share", "plain").contains(consumer)) {
            throw new IllegalArgumentException(
                    "worker.consumer must be auto, share or plain: '" + consumer + "'");
        }
        require(kafka, "worker.kafka", "bootstrap.servers");
        require(registry, "worker.registry", "schema.registry.url");
        if (!lock.isPositive() || !stopGrace.isPositive() || !startPatience.isPositive()) {
            throw new IllegalArgumentException(
                    "worker.lock, worker.start-patience and worker.stop-grace must be positive");
        }
        if (!retryPause.isPositive()) {
            throw new IllegalArgumentException(
                    "worker.retry-pause must be positive: " + retryPause);
        }
        if (hold(lock).compareTo(clocks.total()) < 0) {
            throw new IllegalArgumentException(
                    "worker.lock must be at least a ninth longer than worker.clocks.total: "
                            + lock
                            + ", "
                            + clocks.total());
        }
    }

    private static void require(Map<String, String> settings, String prefix, String name) {
        if (settings.getOrDefault(name, "").isBlank()) {
            throw new IllegalArgumentException(prefix + "." + name + " must be set");
        }
    }

    Route routeOf() {
        return Route.valueOf(route.toUpperCase(Locale.ROOT));
    }

    Duration hold() {
        return hold(lock);
    }

    private static Duration hold(Duration lock) {
        return Duration.ofMillis(Math.round(lock.toMillis() * HOLD));
    }

    @ConfigurationProperties("topics")
    @Requires(env = "worker")
    record TopicsConfig(String prefix, int partitions, int minInsyncReplicas) {}

    @ConfigurationProperties("slots")
    @Requires(env = "worker")
    record SlotsConfig(int interactive, int bulk, int shared) {

        SlotsConfig {
            if (interactive < 0 || bulk < 0 || shared < 0 || interactive + bulk + shared < 1) {
                throw new IllegalArgumentException(
                        "worker.slots needs at least one: interactive "
                                + interactive
                                + ", bulk "
                                + bulk
                                + ", shared "
                                + shared);
            }
        }

        /// How many slots may take requests of a lane.
        int serving(Lane lane) {
            return switch (lane) {
                case INTERACTIVE -> interactive + shared;
                case BULK -> bulk + shared;
            };
        }
    }

    @ConfigurationProperties("plain")
    @Requires(env = "worker")
    record PlainConfig(Duration commitEvery, Duration revokeGrace) {}

    /// @param keyFile holds the bearer token and nothing else
    /// @param keyVariable the environment variable that holds it; both blank: none is sent
    @ConfigurationProperties("llm")
    @Requires(env = "worker")
    record LlmConfig(
            String url,
            String model,
            String keyFile,
            String keyVariable,
            String dialect,
            String probe,
            Duration probePatience,
            String softSwitches,
            boolean runningUsage,
            Duration readPause,
            long mostBytes,
            int mostAnswerChars) {

        LlmConfig {
            if (url.isBlank() || model.isBlank()) {
                throw new IllegalArgumentException(
                        "worker.llm.url and worker.llm.model must be set");
            }
        }

        ServerSettings toSettings(Clocks clocks, Optional<String> key) {
            return new ServerSettings(
                    new LlmSettings(url, clocks, readPause, mostBytes, mostAnswerChars),
                    new Model(
                            model,
                            choice("soft-switches", softSwitches, SoftSwitches.class),
                            runningUsage),
                    Family.named(dialect),
                    choice("probe", probe, Probing.class),
                    probePatience,
                    key);
        }

        private static <E extends Enum<E>> E choice(String name, String word, Class<E> choices) {
            try {
                return Enum.valueOf(choices, word.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException _) {
                var words = Arrays.toString(choices.getEnumConstants()).toLowerCase(Locale.ROOT);
                throw new IllegalArgumentException(
                        "worker.llm." + name + " must be one of " + words + ": '" + word + "'");
            }
        }
    }

    @ConfigurationProperties("clocks")
    @Requires(env = "worker")
    record ClocksConfig(Duration connect, Duration firstToken, Duration idle, Duration total) {

        Clocks toClocks() {
            return new Clocks(connect, firstToken, idle, total);
        }
    }

    @ConfigurationProperties("retry")
    @Requires(env = "worker")
    record RetryConfig(int attempts, Duration first, Duration most) {

        RetryPolicy toPolicy() {
            return new RetryPolicy(attempts, first, most);
        }
    }

    @ConfigurationProperties("breaker")
    @Requires(env = "worker")
    record BreakerConfig(int failures, Duration pause) {}

    @ConfigurationProperties("concurrency")
    @Requires(env = "worker")
    record ConcurrencyConfig(
            boolean adaptive, int min, int max, Duration firstTokenTarget, int promptRate) {

        Aimd toAimd() {
            return adaptive ? new Aimd(min, max, firstTokenTarget, promptRate) : Aimd.fixed(max);
        }
    }

    /// @param share of the fast calls that may be made twice
    @ConfigurationProperties("hedging")
    @Requires(env = "worker")
    record HedgingConfig(double share) {}
}
