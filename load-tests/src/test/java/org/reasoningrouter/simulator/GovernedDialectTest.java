package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.govern.Abilities;
import org.reasoningrouter.worker.govern.Agreement;
import org.reasoningrouter.worker.govern.ControlMode;
import org.reasoningrouter.worker.govern.Extension;
import org.reasoningrouter.worker.govern.Governor;
import org.reasoningrouter.worker.govern.ThinkingRules;
import org.reasoningrouter.worker.govern.ThinkingTexts;
import org.reasoningrouter.worker.govern.Tried;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.Thought;

/// A thinking try from the governor to a server of each family that a thought can be gone on from:
/// how its thought ends, and that every token of every call is paid.
class GovernedDialectTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Abilities NATIVE = new Abilities(true, true, true, true);
    private static final Abilities BY_IDS = new Abilities(false, true, false, true);
    private static final Abilities BY_TEXT = new Abilities(false, false, true, true);
    private static final ThinkingTexts TEXTS =
            new ThinkingTexts(
                    "\n\nConsidering the limited time by the user, I have to give the solution"
                            + " based on the thinking directly now.",
                    "\n</think>\n\n",
                    "\nWait",
                    "\n\nOh, I suddenly got the answer to the whole problem, **Final Answer**\n\n"
                            + "\\[ \\boxed{");
    private static final Extension NO_LEAST = new Extension(0, 2);
    private static final Extension LONGER = new Extension(15_000, 2);
    private static final Agreement NO_PROBES = new Agreement(false, 512, 1.5, 3, 20, 256);
    private static final Agreement PROBES = new Agreement(true, 512, 1.5, 3, 20, 256);

    // An easy thought is 4950 tokens long, and 1980 more each time it is made to wait; a hard one
    // is 18,900.
    private static final SimulatedModel PONDEROUS = new SimulatedModel(9000, 0, 30_000);
    private static final int EASY = 4950;
    private static final int STRETCH = 1980;
    private static final int BUDGET = 1000;

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void theServersOwnBudgetTakesOneCall(Family family) throws IOException {
        try (var governed = new Governed(family, true)) {
            // An answer of long words, from which llama.cpp's count by characters is 9 tokens off.
            governed.question = "[easy] How many of [question 9]";

            var tried = governed.think(NATIVE, NO_LEAST, NO_PROBES, BUDGET);

            governed.assertPaid(tried);
            assertThat(tried.attempts()).hasSize(1);
            assertThat(governed.reasoning()).isEqualTo(BUDGET);
            assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.BUDGET);
            assertThat(text(tried)).startsWith("Simulated answer: ");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG"})
    void aThoughtIsForcedByItsIds(Family family) throws IOException {
        try (var governed = new Governed(family, true)) {
            assertForced(governed, governed.think(BY_IDS, NO_LEAST, NO_PROBES, BUDGET));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void aThoughtIsForcedByItsText(Family family) throws IOException {
        try (var governed = new Governed(family, false)) {
            assertForced(governed, governed.think(BY_TEXT, NO_LEAST, NO_PROBES, BUDGET));
        }
    }

    private static void assertForced(Governed governed, Tried tried) throws IOException {
        governed.assertPaid(tried);
        assertThat(tried.attempts()).hasSize(2);
        assertThat(governed.reasoning()).isEqualTo(BUDGET);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.FORCED);
        assertThat(text(tried)).isEqualTo(governed.textOfNative());
        assertThat(tried.attempts().getLast().getUsage().getCachedTokens())
                .isGreaterThan(BUDGET - 32);
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG"})
    void waitingTwiceByIdsThinksOnTwice(Family family) throws IOException {
        try (var governed = new Governed(family, true)) {
            assertExtended(governed, governed.think(BY_IDS, LONGER, NO_PROBES, 20_000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void waitingTwiceByTextThinksOnTwice(Family family) throws IOException {
        try (var governed = new Governed(family, false)) {
            assertExtended(governed, governed.think(BY_TEXT, LONGER, NO_PROBES, 20_000));
        }
    }

    private static void assertExtended(Governed governed, Tried tried) {
        governed.assertPaid(tried);
        assertThat(tried.extensions()).isEqualTo(2);
        assertThat(governed.ledger())
                .extracting(Call::reasoningTokens)
                .containsExactly((long) EASY, (long) STRETCH, (long) STRETCH, 0L);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
        assertThat(text(tried)).startsWith("Simulated answer: ");
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG"})
    void aThoughtGoneOnWithByIdsEndsOnceProbesAgree(Family family) throws IOException {
        try (var governed = new Governed(family, true)) {
            assertAgreed(governed, governed.think(BY_IDS, NO_LEAST, PROBES, 20_000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void aThoughtGoneOnWithByTextEndsOnceProbesAgree(Family family) throws IOException {
        try (var governed = new Governed(family, false)) {
            assertAgreed(governed, governed.think(BY_TEXT, NO_LEAST, PROBES, 20_000));
        }
    }

    private static void assertAgreed(Governed governed, Tried tried) {
        governed.assertPaid(tried);
        assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.AGREED);
        assertThat(governed.ledger())
                .extracting(Call::reasoningTokens)
                .containsExactly(512L, 0L, 768L, 0L, 1152L, 0L, 0L);
        assertThat(SimulatedModel.valueIn(text(tried)))
                .contains(SimulatedModel.correctAnswer(List.of(governed.question)));
    }

    /// A wrong value changes on the way, so nothing agrees until the model is done.
    @ParameterizedTest
    @EnumSource(names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void aThoughtThatNeverAgreesEndsByItself(Family family) throws IOException {
        try (var governed = new Governed(family, true)) {
            governed.question = "[easy] How many of [question 1]";

            var tried =
                    governed.think(
                            family == Family.LLAMA_CPP ? BY_TEXT : BY_IDS,
                            NO_LEAST,
                            PROBES,
                            20_000);

            governed.assertPaid(tried);
            assertThat(tried.thinkingEnd()).isEqualTo(ThinkingEnd.MODEL);
            assertThat(governed.reasoning()).isEqualTo(EASY);
        }
    }

    private static String text(Tried tried) {
        return ((Generated) tried.end()).text();
    }

    /// A governor over a client and a server of its family.
    private static final class Governed implements AutoCloseable {

        private final LlmSimulator simulator;
        private final LlmClient client;
        private final ModelServer server;
        private String question = "[easy] How many of [question 2]";

        /// @param ids whether thoughts have token ids, where the family has any
        Governed(Family family, boolean ids) throws IOException {
            var shape = org.reasoningrouter.simulator.Family.named(family.word());
            simulator =
                    LlmSimulator.start(0, SimulatorSettings.scaled(0).as(shape).playing(PONDEROUS));
            client =
                    new LlmClient(
                            new LlmSettings(
                                    simulator.url(),
                                    new Clocks(LONG, LONG, LONG, LONG),
                                    Duration.ofMillis(200),
                                    64 << 20,
                                    4 << 20),
                            family.dialect(new Model("model", SoftSwitches.AUTO, true)),
                            Optional.empty(),
                            InstantSource.system());
            server = ids ? client : new FakeOldServer(client);
        }

        Tried think(Abilities abilities, Extension extension, Agreement agreement, int budget) {
            var rules =
                    new ThinkingRules(
                            ControlMode.BUDGET_FORCING, true, 2048, TEXTS, extension, agreement);
            var message = Message.newBuilder().setContent(question).build();
            var ask = new Ask(List.of(message), Optional.empty(), budget, 200);
            return new Governor(server, () -> abilities, rules, InstantSource.system())
                    .respond(
                            ask,
                            Route.THINKING,
                            Instant.now().plus(LONG),
                            ModelServer.FirstToken.UNHEARD);
        }

        /// What the model says where its server holds the same budget.
        String textOfNative() {
            return text(think(NATIVE, NO_LEAST, NO_PROBES, BUDGET));
        }

        List<Call> ledger() {
            return simulator.ledger().calls();
        }

        long reasoning() {
            return simulator.ledger().reasoningTokens();
        }

        /// Every call of the server is an attempt of the try, with the server's own tokens.
        void assertPaid(Tried tried) {
            assertThat(tried.attempts())
                    .extracting(Attempt::getCallId)
                    .containsExactlyElementsOf(ledger().stream().map(Call::callId).toList());
            for (var i = 0; i < ledger().size(); i++) {
                assertPaid(tried.attempts().get(i), ledger().get(i));
            }
        }

        private static void assertPaid(Attempt attempt, Call call) {
            var usage = attempt.getUsage();
            assertThat(usage.getInputTokens()).isEqualTo(call.inputTokens());
            assertThat(usage.getCachedTokens()).isEqualTo(call.cachedTokens());
            assertThat(usage.getReasoningTokens() + usage.getAnswerTokens())
                    .isEqualTo(call.reasoningTokens() + call.answerTokens());
            if (usage.getSource() == TokenSource.SERVER) {
                assertThat(usage.getReasoningTokens()).isEqualTo(call.reasoningTokens());
            }
        }

        @Override
        public void close() {
            client.close();
            simulator.close();
        }
    }

    /// A server of a version that returns no token ids yet.
    private record FakeOldServer(ModelServer server) implements ModelServer {

        @Override
        public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
            return switch (server.generate(call, until, firstToken)) {
                case Cut(var attempt, var thought, var closed, var simulated) ->
                        new Cut(
                                attempt,
                                new Thought(thought.text(), List.of(), List.of()),
                                closed,
                                simulated);
                case Generation other -> other;
            };
        }
    }
}
