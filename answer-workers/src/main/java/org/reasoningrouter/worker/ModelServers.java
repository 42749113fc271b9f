package org.reasoningrouter.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.reasoningrouter.worker.consume.Stopping;
import org.reasoningrouter.worker.generate.Breaker;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.govern.Abilities;
import org.reasoningrouter.worker.govern.Governor;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.OpenAiDialect;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Everything between an ask and the model servers of one worker. It wires generate, govern and
/// invoke.
final class ModelServers implements AutoCloseable {

    private final LlmClient client;
    private final Breaker breaker;
    private final RetryLoop loop;

    ModelServers(WorkerConfig config, WorkerMeters meters, Stopping stopping, InstantSource clock) {
        var settings =
                new LlmSettings(
                        config.llm().url(),
                        config.clocks().toClocks(),
                        config.llm().mostBytes(),
                        config.llm().mostAnswerChars());
        var dialect =
                new OpenAiDialect(
                        config.llm().model(),
                        config.llm().thinkingSwitch(),
                        config.llm().runningUsage());
        breaker = new Breaker(config.breaker().failures(), config.breaker().pause());
        var policy = config.retry().toPolicy();
        client = new LlmClient(settings, dialect, key(config.llm().keyFile()), clock);
        meters.breaker(() -> breaker.state(clock.instant()).level());
        var means =
                new RetryLoop.Means(
                        clock,
                        stopping::pause,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        meters);
        var governor =
                new Governor(client, () -> Abilities.NONE, config.thinking().toRules(), clock);
        loop = new RetryLoop(governor, policy, breaker, config.fallbackToFast(), means);
    }

    RetryLoop loop() {
        return loop;
    }

    /// How long no server can be asked; zero: one can be now.
    Duration closedFor(Instant now) {
        return breaker.closedFor(now);
    }

    /// Cuts off every running call.
    void cancel() {
        client.cancel();
    }

    @Override
    public void close() {
        client.close();
    }

    private static Optional<String> key(String file) {
        if (file.isBlank()) {
            return Optional.empty();
        }
        try {
            var key = Files.readString(Path.of(file)).strip();
            if (key.isEmpty()) {
                throw new IllegalArgumentException("worker.llm.key-file is empty: " + file);
            }
            return Optional.of(key);
        } catch (IOException e) {
            throw new IllegalArgumentException("worker.llm.key-file cannot be read: " + file, e);
        }
    }
}
