package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.router.batch.Band;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.TinyModel;

/// The program without a broker: told to wait for one it does, and tells so.
@TestInstance(Lifecycle.PER_CLASS)
class RouterApplicationTest {

    @TempDir private static Path state;
    private ApplicationContext context;
    private HttpClient http;

    @BeforeAll
    void start() throws IOException {
        var _ = TinyModel.copiedTo(state.resolve("main"));
        context = RouterApplication.start(unstarted(Map.of()));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    void stop() {
        http.close();
        context.close();
    }

    @Test
    void isAliveButNotReadyWithoutABroker() throws Exception {
        assertThat(get("/health/liveness").statusCode()).isEqualTo(200);
        assertThat(get("/health/readiness").statusCode()).isEqualTo(503);
    }

    @Test
    void describesItsTopology() throws Exception {
        var topology = get("/topology");

        assertThat(topology.statusCode()).isEqualTo(200);
        assertThat(topology.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(topology.body())
                .startsWith("run.router\n")
                .contains("Source: prompts (topics: [run.prompts])")
                .contains("Processor: classify");
    }

    @Test
    void showsItsMeters() throws Exception {
        assertThat(get("/prometheus").body()).contains("router_batch_size");
    }

    @Test
    void saysWhatIsInForceAndReadsItsFilesAgain() throws Exception {
        var inForce = get("/policy").body();
        var again = send("/policy", it -> it.POST(BodyPublishers.noBody()));

        assertThat(inForce).matches("policy  default-1\nmodel   main@[0-9a-f]{12}\ninstalled\n");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(inForce.replace("installed", "unchanged"));
    }

    @Test
    void refusesAFileThatWentWrongAndSaysSo() throws Exception {
        var policy = Files.writeString(state.resolve("policy.yaml"), shipped());
        try (var other = RouterApplication.start(unstarted(watched(policy)))) {
            Files.writeString(policy, "threshold: often");
            var port = other.getBean(EmbeddedServer.class).getPort();

            var refused = send(port, "/policy", it -> it.POST(BodyPublishers.noBody()));

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body())
                    .contains("policy  default-1", "refused policy.file " + policy);
        }
    }

    private Map<String, Object> watched(Path policy) {
        return Map.of(
                "router.policy.file",
                policy.toString(),
                "router.policy.watch",
                "0s",
                "router.topics.prefix",
                "other.");
    }

    private static String shipped() throws IOException {
        try (var in = RouterApplication.class.getResourceAsStream("/policy.yml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whereTheLedgerRunsAloneNoPolicyIsInForce() throws Exception {
        try (var ledger =
                RouterApplication.start(
                        unstarted(
                                Map.of(
                                        "router.roles",
                                        "ledger",
                                        "router.topics.prefix",
                                        "alone.")))) {
            var port = ledger.getBean(EmbeddedServer.class).getPort();

            assertThat(send(port, "/policy", it -> it).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/beans",
                "/env",
                "/loggers",
                "/routes",
                "/refresh",
                "/threaddump",
                "/stop",
                "/caches",
                "/metrics",
                "/info",
                "/"
            })
    void exposesNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(401, 404);
    }

    @Test
    void refusesAWrongSettingInOneLine() {
        assertRefused("router.batch.max-prompts", "0", "batch.max-prompts must be at least 1: 0");
        assertRefused(
                "router.policy.file",
                "/nowhere/policy.yml",
                "policy.file cannot be read: /nowhere/policy.yml");
        assertRefused("router.start-patience", "-1s", "router.start-patience must not be negative");
        assertRefused("router.admission.identity.window", "0s", "must be 1 ms at least: PT0S");
        assertRefused("router.rocksdb-bytes", "0", "router.rocksdb-bytes must be at least 1: 0");
        assertRefused("router.kafka.processing.guarantee", "perhaps", "processing.guarantee");
    }

    @Test
    void refusesACascadeThatDoesNotFitInOneLine() throws IOException {
        var folder = TinyModel.copiedTo(state.resolve("first")).folder().toString();
        assertRefused("router.model.cache", "-1", "model.cache must be at least 0: -1");
        assertRefused("router.model.first.folder", folder, "needs both its folder and the band");
        assertRefused(cascade(folder, "/nowhere/band.yaml"), "cannot be read: /nowhere/band.yaml");

        var version = version(folder);
        assertRefused(
                cascade(folder, band("other", 0.5)), "model.first.band is for other and main@");
        assertRefused(cascade(folder, band(version, 0.9)), "is for threshold 0.9, and in force is");
    }

    private static Map<String, Object> cascade(String folder, String band) {
        return Map.of("router.model.first.folder", folder, "router.model.first.band", band);
    }

    private static String band(String first, double threshold) throws IOException {
        var points = List.of(new Band.Point(0.5, 0.5));
        var main = version(state.resolve("main").toString());
        var band = new Band(first, main, threshold, 0.4, 0.6, points);
        var file = state.resolve("band.yaml");
        return Files.writeString(file, BandConfig.text(band, Map.of())).toString();
    }

    private static String version(String folder) {
        try (var classifier = new OnnxClassifier(ModelFolder.at(folder), 1)) {
            return classifier.version();
        }
    }

    @Test
    void refusesAWrongSettingOfTheLedgerInOneLine() {
        assertRefused(ledger("router.ledger.marker-retention", "1h"), "PT1H and PT24H");
        assertRefused(ledger("router.ledger.expiries-per-tick", "0"), "at least 1: 0");
        assertRefused(ledger("router.registry-wait", "0s"), "must be positive: PT0S");
        assertRefused(ledger("router.prices.file", "/nowhere/prices.yml"), "/nowhere/prices.yml");
    }

    @Test
    void aSettingOfOneRoleHoldsForItAlone() {
        var wrong = "router.kafka-ledger.processing.guarantee";

        assertRefused(ledger(wrong, "perhaps"), "processing.guarantee");
        var apart = Map.<String, Object>of(wrong, "perhaps", "router.topics.prefix", "other.");
        RouterApplication.start(unstarted(apart)).close();
    }

    private static Map<String, Object> ledger(String key, String value) {
        return Map.of("router.roles", "ledger", key, value);
    }

    @Test
    void refusesToStartWithoutABrokerInOneLine() {
        assertRefused(
                Map.of(
                        "router.start-patience",
                        "300ms",
                        "router.state-dir",
                        state.resolve("another").toString()),
                "no broker at localhost:1 has answered");
    }

    private void assertRefused(String key, String value, String line) {
        assertRefused(Map.of(key, value), line);
    }

    private void assertRefused(Map<String, Object> settings, String line) {
        assertThatThrownBy(() -> RouterApplication.start(unstarted(settings)))
                .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
                .hasMessageContaining(line)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private ApplicationContext unstarted(Map<String, Object> more) {
        var settings =
                new HashMap<String, Object>(
                        Map.of(
                                "router.roles", "router",
                                "router.start-patience", "0s",
                                "router.topics.prefix", "run.",
                                "router.kafka.bootstrap.servers", "localhost:1",
                                "router.registry.schema.registry.url", "mock://application",
                                "router.management.port", "0",
                                "router.model.folder", state.resolve("main").toString(),
                                "router.state-dir", state.toString()));
        settings.putAll(more);
        return RouterApplication.build(settings);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(path, it -> it);
    }

    private HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> how)
            throws IOException, InterruptedException {
        return send(context.getBean(EmbeddedServer.class).getPort(), path, how);
    }

    private HttpResponse<String> send(int port, String path, UnaryOperator<HttpRequest.Builder> how)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return http.send(how.apply(request).build(), BodyHandlers.ofString());
    }
}
