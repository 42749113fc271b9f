package org.reasoningrouter.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Starts a worker for one route, nothing else.
@Factory
@Requires(env = "worker")
public class WorkerApplication {

    private static final int MISUSED = 2;

    public static void main(String[] args) throws InterruptedException {
        ApplicationContext context;
        try {
            context = start(Map.of());
        } catch (IllegalStateException e) {
            System.err.println("worker: " + e.getMessage());
            System.exit(MISUSED);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
        if (!context.getBean(Worker.class).awaitEnd()) {
            System.exit(1);
        }
    }

    /// Starts a worker in this JVM; closing the context stops it.
    ///
    /// @param settings override every other source
    /// @throws IllegalStateException with one line that says what is wrong
    public static ApplicationContext start(Map<String, Object> settings) {
        var context =
                ApplicationContext.builder()
                        .environments("worker")
                        .deduceEnvironment(false)
                        .banner(false)
                        .properties(settings)
                        .build();
        try {
            context.start();
            context.getBean(Worker.class);
            context.getBean(EmbeddedServer.class).start();
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw new IllegalStateException(line(e), e);
        }
    }

    // What is wrong stands in the cause that our own code threw; Micronaut's own messages span
    // many lines.
    private static String line(Throwable thrown) {
        var said = thrown;
        for (var t = thrown; t != null; t = t.getCause()) {
            said = t;
            if (t instanceof IllegalArgumentException || t instanceof IllegalStateException) {
                break;
            }
        }
        return String.valueOf(said.getMessage()).lines().findFirst().orElse(said.toString());
    }

    @Singleton
    WorkerMeters meters(MeterRegistry registry, WorkerConfig config) {
        return new WorkerMeters(registry, config.routeOf());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Worker worker(WorkerConfig config, WorkerMeters meters) {
        return new Worker(config, meters, InstantSource.system());
    }

    @Singleton
    @Liveness
    HealthIndicator liveness(Worker worker) {
        return indicator("slots-alive", worker::isAlive);
    }

    @Singleton
    @Readiness
    HealthIndicator readiness(Worker worker) {
        return indicator("slots-polling", worker::isReady);
    }

    private static HealthIndicator indicator(String name, BooleanSupplier holds) {
        return () ->
                Publishers.just(
                        HealthResult.builder(
                                        name,
                                        holds.getAsBoolean() ? HealthStatus.UP : HealthStatus.DOWN)
                                .build());
    }
}
