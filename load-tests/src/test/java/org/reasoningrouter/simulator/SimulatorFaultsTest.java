package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.simulator.SimulatorLedger.End;

/// What faults look like on the wire, and what the ledger makes of them.
class SimulatorFaultsTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String BODY =
            "{'stream':true,'stream_options':{'include_usage':true},"
                    + "'messages':[{'role':'user','content':'Why?'}]}";

    private LlmSimulator simulator;
    private RawCalls calls;

    @BeforeEach
    void start() throws IOException {
        simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0));
        calls = new RawCalls(simulator);
    }

    @AfterEach
    void stop() {
        calls.close();
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 429",
        "UNAVAILABLE, 503",
        "SERVER_ERROR, 500",
        "BAD_REQUEST, 400",
        "BAD_KEY, 401",
        "NO_MODEL, 404",
        "CONTEXT_LENGTH, 400"
    })
    void statusFaultsTurnTheCallAway(SimulatorFault fault, int status) {
        simulator.fault(fault);

        var response = calls.post(CHAT, BODY);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(RawCalls.json(response.body()).path("error").path("message").asText())
                .isNotEmpty();
        assertThat(response.headers().firstValue("Retry-After").isPresent())
                .isEqualTo(fault == SimulatorFault.RATE_LIMITED);
        assertThat(simulator.ledger().count(End.TURNED_AWAY)).isEqualTo(1);
    }

    @Test
    void aHeaderFaultsOneCallOnly() {
        assertThat(calls.post(CHAT, BODY, "X-Simulate-Fault", "rate-limited").statusCode())
                .isEqualTo(429);
        assertThat(calls.post(CHAT, BODY).statusCode()).isEqualTo(200);
        assertThat(calls.post(CHAT, BODY, "X-Simulate-Fault", "none such").statusCode())
                .isEqualTo(400);
    }

    /// Whatever changes the shape only must lose nothing.
    @ParameterizedTest
    @EnumSource(names = {"SPLIT_UTF8", "JOINED_EVENTS", "PINGS"})
    void segmentsAndCommentsChangeNothingOfWhatIsSaid(SimulatorFault fault) {
        var plain = calls.stream(CHAT, BODY);
        simulator.fault(fault);

        var faulty = calls.stream(CHAT, BODY);

        assertThat(faulty.text("/choices/0/delta/reasoning"))
                .isEqualTo(plain.text("/choices/0/delta/reasoning"));
        assertThat(faulty.text("/choices/0/delta/content"))
                .isEqualTo(plain.text("/choices/0/delta/content"));
        assertThat(faulty.usage()).isEqualTo(plain.usage());
        assertThat(faulty.saysDone()).isTrue();
        assertThat(faulty.body().contains(": ping")).isEqualTo(fault == SimulatorFault.PINGS);
    }

    @Test
    void aCharacterIsCutOverTwoSegments() throws IOException {
        simulator.fault(SimulatorFault.SPLIT_UTF8);

        try (var socket = connect()) {
            request(socket);
            var whole = socket.getInputStream().readNBytes(20_000);

            assertThat(chunks(whole))
                    .anyMatch(chunk -> (chunk[0] & 0xC0) == 0x80)
                    .anyMatch(chunk -> (chunk[chunk.length - 1] & 0x80) != 0);
        }
    }

    @Test
    void twoEventsShareASegment() throws IOException {
        simulator.fault(SimulatorFault.JOINED_EVENTS);

        try (var socket = connect()) {
            request(socket);
            var whole = socket.getInputStream().readNBytes(3_000);

            assertThat(new String(chunks(whole).getFirst(), StandardCharsets.UTF_8))
                    .contains("}\n\ndata: {");
        }
    }

    @Test
    void aResetIsOneOfTcp() throws IOException {
        simulator.fault(SimulatorFault.TCP_RESET);

        try (var socket = connect()) {
            request(socket);

            assertThat(endOf(socket.getInputStream())).isEqualTo("Connection reset");
        }
        assertThat(simulator.ledger().count(End.CUT)).isEqualTo(1);
    }

    @Test
    void anErrorComesAfterTheFirstTokens() {
        simulator.fault(SimulatorFault.ERROR_MID_STREAM);

        var streamed = calls.stream(CHAT, BODY);

        assertThat(streamed.text("/choices/0/delta/reasoning")).isNotEmpty();
        assertThat(streamed.events().getLast().at("/error/code").asInt()).isEqualTo(503);
        assertThat(simulator.ledger().calls().getFirst().reasoningTokens()).isEqualTo(16);
    }

    @Test
    void usageIsLeftOutOrZeroOrWithoutReasoning() {
        simulator.fault(SimulatorFault.NO_USAGE);
        var none = calls.stream(CHAT, BODY).usage();
        simulator.fault(SimulatorFault.ZERO_USAGE);
        var zero = calls.stream(CHAT, BODY).usage();
        simulator.fault(SimulatorFault.ZERO_REASONING);
        var unknown = calls.stream(CHAT, BODY).usage();

        var call = simulator.ledger().calls().getFirst();
        assertThat(none.isMissingNode()).isTrue();
        assertThat(zero.path("total_tokens").asLong(-1)).isZero();
        assertThat(unknown.at("/completion_tokens_details/reasoning_tokens").asLong(-1)).isZero();
        assertThat(unknown.path("completion_tokens").asLong())
                .isEqualTo(call.reasoningTokens() + call.answerTokens());
    }

    @Test
    void aThoughtComesUnderItsOtherNameOrBetweenTags() {
        simulator.fault(SimulatorFault.OTHER_ALIAS);
        var other = calls.stream(CHAT, BODY);
        simulator.fault(SimulatorFault.TAGS_IN_CONTENT);
        var tags = calls.stream(CHAT, BODY);

        assertThat(other.text("/choices/0/delta/reasoning_content")).isNotEmpty();
        assertThat(other.text("/choices/0/delta/reasoning")).isEmpty();
        assertThat(tags.text("/choices/0/delta/content"))
                .startsWith("<think>")
                .contains("</think>");
    }

    @Test
    void budgetAndSwitchAreIgnored() {
        var budget = BODY.replace("{'stream'", "{'thinking_token_budget':2,'stream'");
        var off = BODY.replace("{'stream'", "{'reasoning_effort':'none','stream'");
        simulator.fault(SimulatorFault.BUDGET_IGNORED);
        calls.stream(CHAT, budget);
        simulator.fault(SimulatorFault.SWITCH_IGNORED);
        calls.stream(CHAT, off);

        assertThat(simulator.ledger().calls())
                .hasSize(2)
                .allMatch(call -> call.reasoningTokens() > 16);
    }

    @Test
    void aHugeBodyIsAHundredMegabytes() {
        simulator.fault(SimulatorFault.HUGE_BODY);

        assertThat(calls.post(CHAT, BODY).body().length()).isGreaterThan(100_000_000);
    }

    @Test
    void failuresAreInjectedAtTheirRateAndTheSameOnesForTheSameSeed() throws IOException {
        var first = statuses();
        var again = statuses();

        assertThat(first.stream().filter(status -> status != 200).count()).isBetween(20L, 40L);
        assertThat(first).contains(429, 500);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void faultsHaveLlmDsNamesToo() {
        assertThat(SimulatorFault.named("rate_limit")).isEqualTo(SimulatorFault.RATE_LIMITED);
        assertThat(SimulatorFault.named("tcp-reset")).isEqualTo(SimulatorFault.TCP_RESET);
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorFault.named("flood"));
    }

    private List<Integer> statuses() throws IOException {
        var settings =
                SimulatorSettings.scaled(0)
                        .failing(
                                30,
                                List.of(SimulatorFault.RATE_LIMITED, SimulatorFault.SERVER_ERROR));
        try (var failing = LlmSimulator.start(0, settings);
                var client = new RawCalls(failing)) {
            return IntStream.range(0, 100)
                    .mapToObj(_ -> client.post(CHAT, BODY).statusCode())
                    .toList();
        }
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(simulator.url()).getPort());
        socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        return socket;
    }

    private static void request(Socket socket) throws IOException {
        var body = BODY.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        var head = "POST " + CHAT + " HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
    }

    private static String endOf(InputStream in) throws IOException {
        try {
            in.readAllBytes();
            return "a clean end";
        } catch (SocketException e) {
            return String.valueOf(e.getMessage());
        }
    }

    // Each flush of the server is one chunk of HTTP and one segment.
    private static List<byte[]> chunks(byte[] response) {
        var text = new String(response, StandardCharsets.ISO_8859_1);
        var chunks = new java.util.ArrayList<byte[]>();
        var at = text.indexOf("\r\n\r\n") + 4;
        for (var line = text.indexOf("\r\n", at); line > 0; line = text.indexOf("\r\n", at)) {
            var size = Integer.parseInt(text.substring(at, line), 16);
            if (size == 0 || line + 2 + size + 2 > text.length()) {
                return chunks;
            }
            chunks.add(
                    text.substring(line + 2, line + 2 + size)
                            .getBytes(StandardCharsets.ISO_8859_1));
            at = line + 2 + size + 2;
        }
        return chunks;
    }
}
