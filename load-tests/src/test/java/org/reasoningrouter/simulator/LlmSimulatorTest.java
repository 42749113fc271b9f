package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.Turn.Opening;
import org.reasoningrouter.worker.invoke.VllmDialect;

class LlmSimulatorTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private LlmSimulator simulator;
    private LlmClient client;

    @BeforeEach
    void start() throws IOException {
        simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0));
        client = client(new Clocks(LONG, LONG, LONG, LONG));
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void theSamePromptAlwaysGetsTheSameReplyWhichSaysThatItIsSimulated() {
        var once = (Generated) generate("What is 6 × 7?", Route.THINKING, 20_000);
        var again = (Generated) generate("What is 6 × 7?", Route.THINKING, 20_000);
        var other = (Generated) generate("What is 6 × 8?", Route.THINKING, 20_000);

        assertThat(once.text()).startsWith("Simulated answer").isEqualTo(again.text());
        assertThat(once.attempt().getUsage()).isEqualTo(again.attempt().getUsage());
        assertThat(other.text()).isNotEqualTo(once.text());
        assertThat(once.simulated()).isTrue();
    }

    @Test
    void thinkingIsSwitchedOnAndOff() {
        var thinking = (Generated) generate("Why?", Route.THINKING, 20_000);
        var fast = (Generated) generate("Why?", Route.FAST, 20_000);

        assertThat(thinking.thinkingObserved()).isTrue();
        assertThat(thinking.attempt().getUsage().getReasoningTokens()).isPositive();
        assertThat(fast.thinkingObserved()).isFalse();
        assertThat(fast.attempt().getUsage().getReasoningTokens()).isZero();
    }

    @Test
    void theCapHoldsForReasoningAndAnswerTogether() {
        var cut = (Generated) generate("Why?", Route.FAST, 5);

        assertThat(cut.finishReason()).isEqualTo("length");
        assertThat(cut.attempt().getUsage().getAnswerTokens()).isEqualTo(5);
    }

    @Test
    void theLedgerAndTheAnswersAgreeToTheToken() {
        var attempts =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(i ->
                                generate(
                                        "prompt " + i,
                                        i % 2 == 0 ? Route.FAST : Route.THINKING,
                                        20_000))
                        .map(Generation::attempt)
                        .collect(Collectors.toMap(Attempt::getCallId, Function.identity()));

        var calls = simulator.ledger().calls();
        assertThat(calls).hasSize(200).allMatch(call -> call.end() == End.COMPLETED);
        assertThat(calls).allSatisfy(call -> assertSame(call, attempts));
        assertThat(simulator.ledger().started()).isEqualTo(200);
        assertThat(simulator.ledger().running()).isZero();
    }

    @Test
    void aCallThatWasCutIsCountedAsFarAsItWasGenerated() {
        simulator.fault(SimulatorFault.RESET_MID_STREAM);

        var failed = (Failed) generate("Why?", Route.THINKING, 20_000);

        assertThat(failed.failure()).isEqualTo(Failure.BROKEN);
        assertThat(failed.attempt().getUsage().getSource()).isEqualTo(TokenSource.SERVER);
        assertThat(failed.attempt().getUsage().getReasoningTokens()).isEqualTo(16);
        var call = simulator.ledger().calls().getFirst();
        assertThat(call.end()).isEqualTo(End.CUT);
        assertThat(call.reasoningTokens()).isEqualTo(16);
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, BROKEN",
        "HANG_BEFORE_HEADERS, FIRST_TOKEN_TIMEOUT",
        "HANG_MID_STREAM, IDLE_TIMEOUT",
        "RESET_MID_STREAM, BROKEN",
        "HTML, MALFORMED",
        "TRUNCATED_JSON, MALFORMED",
        "RANDOM_BYTES, MALFORMED",
        "ERROR_IN_STREAM, OVERLOADED",
        "RATE_LIMITED, OVERLOADED",
        "SERVER_ERROR, OVERLOADED",
        "BAD_REQUEST, REFUSED",
        "DRIP, FIRST_TOKEN_TIMEOUT",
        "REDIRECT, REFUSED",
        "HUGE_BODY, TOO_LARGE"
    })
    void everyFaultHasItsOutcome(SimulatorFault fault, Failure failure) {
        client.close();
        client = client(new Clocks(LONG, SHORT, SHORT, LONG));
        simulator.fault(fault);

        var failed = (Failed) generate("Why?", Route.THINKING, 20_000);

        assertThat(failed.failure()).isEqualTo(failure);
        assertThat(failed.retryAfter().isPresent()).isEqualTo(fault == SimulatorFault.RATE_LIMITED);
        simulator.fault(SimulatorFault.NONE);
        assertThat(generate("Why?", Route.FAST, 100)).isInstanceOf(Generated.class);
    }

    @Test
    void withoutUsageTokensAreCountedByChunks() {
        simulator.fault(SimulatorFault.NO_USAGE);

        var generated = (Generated) generate("Why?", Route.FAST, 20_000);

        assertThat(generated.attempt().getUsage().getSource()).isEqualTo(TokenSource.CHUNKS);
    }

    @Test
    void aCallThatDoesNotStreamGetsOneBody() throws Exception {
        var body = post("{\"messages\":[{\"role\":\"user\",\"content\":\"Why?\"}]}");

        assertThat(body)
                .contains("\"object\":\"chat.completion\"")
                .contains("\"simulated\":true")
                .contains("\"finish_reason\":\"stop\"");
        assertThat(simulator.ledger().count(End.COMPLETED)).isEqualTo(1);
    }

    @Test
    void itsModelIsNamed() throws Exception {
        assertThat(get(simulator.url() + "/models")).contains(LlmSimulator.MODEL);
    }

    private static void assertSame(Call call, Map<String, Attempt> attempts) {
        var attempt = Objects.requireNonNull(attempts.get(call.callId()));
        var usage = attempt.getUsage();
        assertThat(
                        List.of(
                                usage.getInputTokens(),
                                usage.getReasoningTokens(),
                                usage.getAnswerTokens()))
                .containsExactly(call.inputTokens(), call.reasoningTokens(), call.answerTokens());
    }

    private LlmClient client(Clocks clocks) {
        return new LlmClient(
                new LlmSettings(simulator.url(), clocks, Duration.ZERO, 4 << 20, 1 << 20),
                new VllmDialect(new Model(LlmSimulator.MODEL, SoftSwitches.AUTO, true)),
                Optional.empty(),
                InstantSource.system());
    }

    private Generation generate(String text, Route route, int tokens) {
        var message = Message.newBuilder().setContent(text).build();
        var ask = new Ask(List.of(message), Optional.empty(), tokens, tokens);
        var turn =
                Opening.whole(route == Route.THINKING, OptionalInt.empty(), ask.mostTokens(route));
        var call = new LlmCall(UUID.randomUUID().toString(), Purpose.ANSWER, route, ask, turn);
        return client.generate(call, Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    private String post(String body) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(simulator.url() + "/chat/completions"))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(request);
    }

    private static String get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static String send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
