package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.load.RawClient.prompt;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalRegistry;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.worker.WorkerApplication;

/// What becomes of prompts while the schema registry or the broker is gone.
class NeighbourDownIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void aRegistryThatStartsLaterOrGoesAwayIsWaitedForAndNothingIsADeadLetter() throws Exception {
        try (var stack = LocalStack.start(settings().running(Set.of()));
                var client = new RawClient(stack.target())) {
            client.send(prompt("early", "hello").build());
            var newer = ForeignRecords.newerPrompt("newer");
            var newerBytes =
                    ForeignRecords.bytes(stack.registry(), stack.topics().prompts().name(), newer);
            stack.registry().close();

            try (var router = RouterApplication.start(routerSettings(stack));
                    var _ = WorkerApplication.start(stack.workerSettings(Route.FAST));
                    var _ = WorkerApplication.start(stack.workerSettings(Route.THINKING))) {
                awaitWaiting(router, 0);
                try (var _ = startAgain(stack)) {
                    assertAnswered(client, "early");
                }

                var before = readAgain(router);
                client.send("newer", newerBytes);
                awaitWaiting(router, before);
                assertThat(get(router, "/health/liveness").statusCode()).isEqualTo(200);
                try (var _ = startAgain(stack)) {
                    assertAnswered(client, "newer");
                    client.send(prompt("later", "hello").build());
                    assertAnswered(client, "later");
                }
            }
            assertThat(client.deadLetters()).isEmpty();
        }
    }

    @Test
    void aBrokerThatGoesAwayCostsNoAcknowledgedPrompt() throws IOException {
        try (var stack = LocalStack.start(settings());
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var sender = Thread.ofVirtual().start(() -> prompts.send(300, 60));
            for (var outage = 0; outage < 2; outage++) {
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                stack.broker().stop();
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                stack.broker().start();
            }
            Threads.join(sender);

            assertThat(prompts.acknowledged()).hasSize(300);
            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            var served =
                    ServedCalls.of(
                            stack.simulator().orElseThrow().ledger(), ExamplePrompts.prices(), 0);
            var evidence =
                    new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes())
                            .read(prompts.acknowledged(), served);
            assertThat(evidence.results()).allMatch(it -> it.status() == Status.ANSWERED);
            assertThat(Guarantee.all().stream().flatMap(it -> it.violations(evidence).stream()))
                    .isEmpty();
        }
    }

    private static LocalSettings settings() {
        return LocalSettings.defaults().withPartitions(2).withSlots(4).answeredBy(new Simulated(0));
    }

    private static Map<String, Object> routerSettings(LocalStack stack) {
        var settings = new HashMap<>(stack.routerSettings());
        settings.put("router.roles", List.of("router", "ledger"));
        return settings;
    }

    private static LocalRegistry startAgain(LocalStack stack) {
        return LocalRegistry.start(stack.registry().port(), stack.broker().bootstrap());
    }

    private static void assertAnswered(RawClient client, String id) {
        assertThat(client.awaitResult(id).getStatus()).as(id).isEqualTo(Status.ANSWERED);
        assertThat(client.results(id)).hasSize(1);
    }

    /// Returns when a record has met a registry that is not there: it is read again and again.
    private static void awaitWaiting(ApplicationContext router, double before) throws Exception {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (readAgain(router) <= before) {
            assertThat(System.nanoTime()).as("nothing has to wait").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static double readAgain(ApplicationContext router) throws Exception {
        return get(router, "/prometheus")
                .body()
                .lines()
                .filter(it -> it.startsWith("router_batch_prefetch_misses_total"))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' '))))
                .sum();
    }

    private static HttpResponse<String> get(ApplicationContext program, String path)
            throws IOException, InterruptedException {
        var uri = program.getBean(EmbeddedServer.class).getURI().resolve(path);
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }
}
