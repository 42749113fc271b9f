package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Outcome;

/// What stands of the guarantees when policy and model are swapped under load.
class HotSwapIT {

    private static final int SWAPS = 6;
    private static final int PER_SECOND = 80;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /// What decisions are stamped with.
    private record Pair(String policy, String model) {}

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final Set<Pair> installed = new HashSet<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void hangUp() {
        http.close();
    }

    @Test
    void nothingIsLostAndEveryDecisionBearsAnInstalledPairWhilePolicyAndModelAreSwapped()
            throws Exception {
        var models = List.of(model("a", ""), model("b", "x"));
        pointTo(models.getFirst());
        write(policy(0, models));
        try (var stack = LocalStack.start(settings());
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var goOn = new AtomicBoolean(true);
            var sender = Thread.ofVirtual().start(() -> sendWhile(goOn, prompts));
            awaitDecision(stack, "swap-0");
            var rebalances = Rebalances.settled();
            for (var swap = 1; swap <= SWAPS; swap++) {
                swap(swap, models, stack);
                refuseNonsense(swap, models, stack);
                awaitDecision(stack, "swap-" + swap);
            }
            goOn.set(false);
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).isEmpty();
            var server = stack.simulator().orElseThrow();
            assertThat(WorkerRuns.violations(stack, server, prompts, 0)).isEmpty();
            assertThat(seen(stack)).isEqualTo(installed);
            assertThat(Rebalances.counts()).isEqualTo(rebalances);
        }
    }

    private LocalSettings settings() {
        return LocalSettings.defaults()
                .in(folder.resolve("stack"))
                .withSlots(24)
                .answeredBy(new Simulated(0.002))
                .withRouter(
                        Map.of(
                                "router.policy.file", file().toString(),
                                "router.policy.watch", "100ms",
                                "router.model.folder", folder.resolve("model").toString()));
    }

    private static void sendWhile(AtomicBoolean goOn, PromptStream prompts) {
        while (goOn.get()) {
            prompts.send(PER_SECOND / 4, PER_SECOND);
        }
    }

    /// The policy first, which names a model that is not there yet: alone it is refused.
    private void swap(int number, List<Path> models, LocalStack stack) throws Exception {
        write(policy(number, models));
        pointTo(models.get(number % models.size()));
        WorkerRuns.await("the swap", () -> status(stack).contains("swap-" + number));
    }

    /// What is refused is not put in force, whether the watch finds it or it is asked for.
    private void refuseNonsense(int number, List<Path> models, LocalStack stack) throws Exception {
        write("version: [");
        WorkerRuns.await("the refusal", () -> status(stack).contains("refused policy.file"));
        assertThat(status(stack)).contains("swap-" + number);
        Files.delete(file());
        assertThat(post(stack)).contains("swap-" + number, "refused policy.file cannot be read");
        write(policy(number, models));
        WorkerRuns.await("the file as it was", () -> status(stack).contains("installed"));
    }

    private String policy(int number, List<Path> models) throws IOException {
        var digest = digest(models.get(number % models.size()).resolve("model.onnx"));
        installed.add(new Pair("swap-" + number, "model@" + digest));
        return """
        version: swap-%d
        model: model@%s
        threshold: %s
        fallback: fast
        expectedThinkingTokens: 1200
        budgets: [{from: 0.0, tokens: 4096}]
        hints: true
        """
                .formatted(number, digest, 0.2 + 0.01 * number);
    }

    /// Whole or not at all, as an editor and a ConfigMap write it.
    private void write(String text) throws IOException {
        var beside = Files.writeString(folder.resolve("policy.new"), text);
        Files.move(beside, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void pointTo(Path model) throws IOException {
        var beside = Files.createSymbolicLink(folder.resolve("model.new"), model);
        Files.move(beside, folder.resolve("model"), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file() {
        return folder.resolve("policy.yaml");
    }

    /// The model that ships, under another digest: a graph's producer has no say in its scores.
    private Path model(String name, String producer) throws IOException {
        var copy = Files.createDirectories(folder.resolve(name));
        for (var file :
                List.of(
                        "model.onnx",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "config.json",
                        "router.yaml")) {
            try (var in = RouterApplication.class.getResourceAsStream("/model/default/" + file)) {
                Files.copy(Objects.requireNonNull(in), copy.resolve(file));
            }
        }
        var graph = copy.resolve("model.onnx");
        Files.write(graph, protobuf(producer), StandardOpenOption.APPEND);
        return copy;
    }

    /// Field 2 of ONNX's ModelProto, `producer_name`; the last one counts.
    private static byte[] protobuf(String producer) {
        var text = producer.getBytes(StandardCharsets.UTF_8);
        var field = new byte[text.length + 2];
        field[0] = 2 << 3 | 2;
        field[1] = (byte) text.length;
        System.arraycopy(text, 0, field, 2, text.length);
        return field;
    }

    private static String digest(Path file) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(digest).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Decisions lag behind a swap by the polls that began before it.
    private static void awaitDecision(LocalStack stack, String policy) {
        var until = Instant.now().plus(PATIENCE);
        while (seen(stack).stream().noneMatch(pair -> pair.policy().equals(policy))) {
            assertThat(Instant.now()).as("nothing is decided by " + policy).isBefore(until);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static Set<Pair> seen(LocalStack stack) {
        var pairs = new HashSet<Pair>();
        WorkerRuns.evidence(stack)
                .read(
                        stack.topics().decisions(),
                        (_, decision) -> {
                            if (decision.getOutcome() == Outcome.ROUTED) {
                                pairs.add(
                                        new Pair(
                                                decision.getPolicyVersion(),
                                                decision.getModelVersion()));
                            }
                        });
        return pairs;
    }

    private String status(LocalStack stack) {
        return send(HttpRequest.newBuilder(policyOf(stack)).build());
    }

    private String post(LocalStack stack) {
        return send(HttpRequest.newBuilder(policyOf(stack)).POST(BodyPublishers.noBody()).build());
    }

    private static URI policyOf(LocalStack stack) {
        return URI.create(stack.addresses().get("router management") + "/policy");
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
