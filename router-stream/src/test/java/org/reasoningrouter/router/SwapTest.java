package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.router.Swap.Outcome.Installed;
import org.reasoningrouter.router.Swap.Outcome.Refused;
import org.reasoningrouter.router.Swap.Outcome.Unchanged;
import org.reasoningrouter.router.classify.TinyModel;
import org.reasoningrouter.router.decide.PolicyInForce;

/// Files of policy and model that change under a program that runs.
class SwapTest {

    private static final String POLICY =
            """
            version: %s
            threshold: 0.5
            fallback: fast
            expectedThinkingTokens: 100
            budgets: [{from: 0.0, tokens: 1024}]
            hints: true
            """;

    @TempDir Path folder;
    private ApplicationContext context;
    private TinyModel model;
    private Swap swap;
    private long writes;

    @BeforeEach
    void start() throws IOException {
        model = TinyModel.copiedTo(folder.resolve("model"));
        write(POLICY.formatted("one"));
        context =
                RouterApplication.start(
                        Map.of(
                                "router.roles", "router",
                                "router.start-patience", "0s",
                                "router.kafka.bootstrap.servers", "localhost:1",
                                "router.registry.schema.registry.url", "mock://swap",
                                "router.management.port", "0",
                                "router.state-dir", folder.resolve("state").toString(),
                                "router.policy.file", file().toString(),
                                "router.policy.watch", "0s",
                                "router.model.folder", model.folder().toString()));
        swap = context.getBean(Swap.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    @Test
    void filesThatDidNotChangeAreLeftInForce() {
        var before = swap.current().get();

        assertThat(swap.reload()).isInstanceOf(Unchanged.class);
        assertThat(swap.current().get()).isSameAs(before);
    }

    @Test
    void anotherPolicyComesInForceWithTheModelsThatAreOpen() throws IOException {
        var before = swap.current().get();

        write(POLICY.formatted("two"));

        assertThat(swap.reload()).isInstanceOf(Installed.class);
        assertThat(inForce().policy().version()).isEqualTo("two");
        assertThat(swap.current().get().batcher()).isSameAs(before.batcher());
        assertThat(decidesBy("two", inForce().modelVersion())).isOne();
        assertThat(swaps("installed")).isOne();
    }

    @Test
    void anotherModelComesInForceAndTheOneBeforeCloses() throws IOException {
        var before = swap.current().get();

        var _ = model.with("int32-inputs");

        assertThat(swap.reload()).isInstanceOf(Installed.class);
        before.batcher().closed().join();
        assertThat(inForce().modelVersion()).isNotEqualTo(before.inForce().modelVersion());
        assertThat(open(before.inForce().modelVersion())).isZero();
        assertThat(open(inForce().modelVersion())).isOne();
    }

    @Test
    void aPolicyForAModelThatIsNotThereYetWaitsForItAndBothComeTogether() throws IOException {
        var next =
                versionOf(TinyModel.copiedTo(folder.resolve("other/model")).with("int32-inputs"));

        write(POLICY.formatted("two") + "model: " + next);
        var early = swap.reload();
        var _ = model.with("int32-inputs");
        var whole = swap.reload();

        assertThat(early)
                .isInstanceOfSatisfying(
                        Refused.class,
                        it -> assertThat(it.why()).contains("policy two is for the model " + next));
        assertThat(whole).isInstanceOf(Installed.class);
        assertThat(inForce().policy().version()).isEqualTo("two");
        assertThat(inForce().modelVersion()).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    version: [                                        | policy.yaml is wrong: while parsing
                    just text                                         | it must be a map of settings
                    version: two                                      | threshold is missing
                    threshhold: 0.5                                   | unknown key threshhold
                    ''                                                | it must be a map of settings
                    """)
    void aBadPolicyIsRefusedInOneLineAndTheOldOneStays(String text, String line)
            throws IOException {
        write(text);

        assertStays(line);
    }

    @Test
    void aPolicyThatHasGoneIsRefusedAndTheOldOneStays() throws IOException {
        Files.delete(file());

        assertStays("policy.file cannot be read: " + file());
    }

    @Test
    void anotherPolicyOfTheSameVersionIsRefused() throws IOException {
        write(POLICY.formatted("one").replace("threshold: 0.5", "threshold: 0.6"));

        assertStays("policy.file has changed and its version is still one");
    }

    @Test
    void aModelThatIsNotWhatItsDigestsSayIsRefusedAndTheOldOneStays() throws IOException {
        var graph = model.folder().resolve("model.onnx");
        var bytes = Files.readAllBytes(graph);

        Files.write(graph, Arrays.copyOf(bytes, bytes.length / 2));

        assertStays("model.onnx is not the file that SHA256SUMS names");
    }

    @Test
    void halfAModelIsRefusedAndTheOldOneStays() throws IOException {
        var graph = model.folder().resolve("model.onnx");
        var bytes = Files.readAllBytes(graph);
        Files.delete(model.folder().resolve("SHA256SUMS"));

        Files.write(graph, Arrays.copyOf(bytes, bytes.length / 2));

        assertStays("model.onnx");
    }

    @Test
    void aPolicyBringsItsShadowAndAChangeOfTheShadowAloneKeepsTheModels() throws IOException {
        var before = swap.current().get();
        var beside = TinyModel.copiedTo(folder.resolve("beside"));
        writeShadow("shade-1");
        write(POLICY.formatted("two") + "shadow: {policy: shadow.yaml, model: beside}");

        assertThat(swap.reload()).isInstanceOf(Installed.class);
        var first = swap.current().get().shadow().orElseThrow();
        assertThat(first.decides().policy().version()).isEqualTo("shade-1");
        assertThat(first.decides().modelVersion()).startsWith("beside@");
        assertThat(swap.current().get().batcher()).isSameAs(before.batcher());

        var _ = beside.with("int32-inputs");
        writeShadow("shade-2");
        assertThat(swap.reload()).isInstanceOf(Installed.class);
        first.batcher().orElseThrow().closed().join();
        var second = swap.current().get().shadow().orElseThrow();
        assertThat(second.decides().policy().version()).isEqualTo("shade-2");
        assertThat(second.decides().modelVersion()).isNotEqualTo(first.decides().modelVersion());
        assertThat(swap.current().get().batcher()).isSameAs(before.batcher());
    }

    @Test
    void aShadowWithoutAModelOfItsOwnTakesTheScoresInForce() throws IOException {
        writeShadow("shade");
        write(POLICY.formatted("two") + "shadow: {policy: shadow.yaml}");

        assertThat(swap.reload()).isInstanceOf(Installed.class);
        var shadow = swap.current().get().shadow().orElseThrow();
        assertThat(shadow.batcher()).isEmpty();
        assertThat(shadow.decides().modelVersion()).isEqualTo(inForce().modelVersion());
    }

    @Test
    void aPolicyWhoseShadowCannotBeReadIsRefusedUntilItCan() throws IOException {
        write(POLICY.formatted("two") + "shadow: {policy: shadow.yaml}");

        assertStays("policy.file cannot be read: " + folder.resolve("shadow.yaml"));

        writeShadow("shade");
        assertThat(swap.reload()).isInstanceOf(Installed.class);
        assertThat(inForce().policy().version()).isEqualTo("two");
    }

    private void writeShadow(String version) throws IOException {
        Files.writeString(folder.resolve("shadow.yaml"), POLICY.formatted(version));
    }

    @Test
    void theWatchWaitsUntilAChangeStandsStillAndTriesABadFileOnce() throws IOException {
        try (var watch = new SwapWatch(swap, Duration.ZERO)) {
            write(POLICY.formatted("half writ"));
            watch.look();
            write(POLICY.formatted("two"));
            watch.look();
            assertThat(inForce().policy().version()).isEqualTo("one");
            watch.look();
            assertThat(inForce().policy().version()).isEqualTo("two");

            write("nonsense");
            for (var look = 0; look < 5; look++) {
                watch.look();
            }
            assertThat(swaps("refused")).isOne();
        }
    }

    private void assertStays(String line) {
        var before = swap.current().get();

        assertThat(swap.reload())
                .isInstanceOfSatisfying(
                        Refused.class,
                        it -> assertThat(it.why()).contains(line).doesNotContain("\n"));

        assertThat(swap.current().get()).isSameAs(before);
        assertThat(before.batcher().closed()).isNotDone();
        assertThat(swaps("refused")).isOne();
        assertThat(open(inForce().modelVersion())).isOne();
    }

    private PolicyInForce inForce() {
        return swap.current().get().inForce();
    }

    private Path file() {
        return folder.resolve("policy.yaml");
    }

    /// Each write has a time of its own, however coarse the disk's clock is.
    private void write(String text) throws IOException {
        Files.writeString(file(), text);
        Files.setLastModifiedTime(
                file(), FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(writes++)));
    }

    private static String versionOf(TinyModel model) {
        try (var classifier = model.open()) {
            return classifier.version();
        }
    }

    private double swaps(String result) {
        return meters().get("router.decide.swaps").tag("result", result).counter().count();
    }

    private double decidesBy(String policy, String version) {
        return meters().get("router.decide.in.force")
                .tag("policy", policy)
                .tag("model", version)
                .gauge()
                .value();
    }

    private double open(String version) {
        return meters().get("router.classify.device").tag("model", version).gauge().value();
    }

    private MeterRegistry meters() {
        return context.getBean(MeterRegistry.class);
    }
}
