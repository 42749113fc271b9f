package org.reasoningrouter.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.load.RawClient.header;
import static org.reasoningrouter.load.RawClient.prompt;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Status;

/// What becomes of every kind of bad input, in the whole running system. After each one a neighbour
/// on the same partition is answered and the router is healthy.
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {

    private static final int MIB = 1 << 20;

    private LocalStack stack;
    private RawClient client;
    private int neighbours;

    // While Streams rebalances for the topics that it has made itself, the router is not ready.
    @BeforeAll
    void start() throws JMException {
        stack =
                LocalStack.start(
                        LocalSettings.defaults()
                                .withPartitions(2)
                                .withSlots(4)
                                .answeredBy(new Simulated(0))
                                .withRouter(
                                        Map.of("router.admission.tenants", List.of("default"))));
        client = new RawClient(stack.target());
        var _ = Rebalances.settled();
    }

    @AfterAll
    void stop() {
        client.close();
        stack.close();
    }

    @AfterEach
    void aNeighbourIsAnsweredAndTheRouterIsHealthy() throws Exception {
        answersANeighbour();

        assertThat(health()).contains("\"UP\"").doesNotContain("DOWN");
    }

    @Test
    void brokenAvroIsADeadLetter() {
        var whole = client.bytes(prompt("broken", "hello").build());

        buries("broken", Arrays.copyOf(whole, whole.length - 4), "undecodable");
        buries("broken", "{\"text\": \"hello\"}".getBytes(UTF_8), "not_wire_format");
        buries("broken", new byte[0], "not_wire_format");
    }

    @Test
    void anUnknownSchemaIdIsADeadLetter() {
        buries("unknown", new byte[] {0, 0x7F, 0, 0, 1, 2, 3}, "unknown_schema");
    }

    @Test
    void aNullValueIsADeadLetter() {
        buries("null", null, "null_value");
    }

    @Test
    void aRecordOfAnotherTypeIsADeadLetter() {
        buries("other", generic("strings", "just a string"), "undecodable");

        var schema = SchemaBuilder.record("Other").fields().requiredString("promptId").endRecord();
        var other = new GenericRecordBuilder(schema).set("promptId", "other").build();
        buries("other", generic("others", other), "undecodable");
    }

    @Test
    void aTypeThatHasChangedIsADeadLetterAndTheRegistryRefusesIt() {
        var schema =
                SchemaBuilder.record("Prompt")
                        .namespace("org.reasoningrouter.wire")
                        .fields()
                        .requiredString("promptId")
                        .requiredString("messages")
                        .endRecord();
        var changed =
                new GenericRecordBuilder(schema)
                        .set("promptId", "changed")
                        .set("messages", "hello")
                        .build();

        answersANeighbour();
        assertThatThrownBy(() -> generic("prompts", changed)).hasStackTraceContaining("409");
        buries("changed", generic("changed", changed), "undecodable");
    }

    @Test
    void aFieldThatWasAddedWithADefaultIsNoHindrance() {
        answersANeighbour();
        client.send("evolved", generic("prompts", ForeignRecords.newerPrompt("evolved")));

        answered("evolved");
    }

    @Test
    void aNullKeyTakesTheId() {
        client.send(null, client.bytes(prompt("keyless", "hello").build()));

        answered("keyless");
    }

    @Test
    void aMissingIdTakesTheKey() {
        client.send("key-as-id", client.bytes(prompt("", "hello").build()));

        answered("key-as-id");
    }

    @Test
    void neitherIdNorKeyIsADeadLetter() {
        buries(null, client.bytes(prompt("", "hello").build()), "MISSING_ID");
    }

    @Test
    void oneMebibyteOfTextIsAnsweredAndAByteMoreIsTooLong() {
        client.send(prompt("most", "x".repeat(MIB)).build());
        rejects(prompt("more", "x".repeat(MIB + 1)), Reason.TOO_LONG);

        answered("most");
    }

    @Test
    void theBrokerRefusesARecordOfTwoMebibytes() {
        var bytes = client.bytes(prompt("huge", "x".repeat(Topics.PROMPT_BYTES)).build());

        assertThatThrownBy(() -> client.send("huge", bytes))
                .hasCauseInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void aPromptWithoutTextIsRejected() {
        rejects(prompt("empty", "").setMessages(List.of()), Reason.EMPTY);
        rejects(prompt("blank", " \n\t"), Reason.EMPTY);
    }

    @Test
    void aDamagedTextIsRejected() {
        rejects(prompt("replaced", "lost \uFFFD bytes"), Reason.BAD_ENCODING);

        var whole =
                client.bytes(prompt("surrogate", "lone " + ForeignRecords.MARK + " one").build());
        client.send("surrogate", ForeignRecords.withLoneSurrogate(whole));
        rejected("surrogate", Reason.BAD_ENCODING);
    }

    @Test
    void aTimeLimitInThePastIsRejected() {
        rejects(prompt("now", "hello").setTimeLimitMs(0L), Reason.PAST_DEADLINE);
        rejects(prompt("before", "hello").setTimeLimitMs(-1L), Reason.PAST_DEADLINE);
        rejects(prompt("ever", "hello").setTimeLimitMs(Long.MIN_VALUE), Reason.PAST_DEADLINE);
    }

    @Test
    void theGreatestTimeLimitIsCapped() {
        client.send(prompt("patient", "hello").setTimeLimitMs(Long.MAX_VALUE).build());

        var result = answered("patient");
        assertThat(result.getDecision().getDeadline())
                .isEqualTo(result.getReceivedAt().plus(Duration.ofHours(24)));
    }

    @Test
    void anUnknownTenantIsRejected() {
        rejects(prompt("stranger", "hello").setTenant("stranger"), Reason.UNKNOWN_TENANT);
    }

    @Test
    void aClientsClockMovesNothing() {
        var before = Instant.now().minusSeconds(1);
        var inTenYears = Instant.now().plus(Duration.ofDays(3650)).toEpochMilli();
        client.send("epoch", client.bytes(prompt("epoch", "hello").build()), 0L);
        client.send("future", client.bytes(prompt("future", "hello").build()), inTenYears);

        for (var id : List.of("epoch", "future")) {
            assertThat(answered(id).getReceivedAt()).isBetween(before, Instant.now());
        }
    }

    @Test
    void theSamePromptAgainIsOneCallAndOneResult() {
        var ledger = stack.simulator().orElseThrow().ledger();
        var before = ledger.started();

        client.send(prompt("twice", "hello").build());
        client.send(prompt("twice", "hello").build());
        answered("twice");
        client.send(prompt("twice", "hello").build());
        answersANeighbour();

        assertThat(ledger.started() - before).isEqualTo(2);
        assertThat(client.results("twice")).hasSize(1);
    }

    @Test
    void anotherPromptUnderTheSameIdIsADeadLetterAndTheFirstUnharmed() {
        client.send(prompt("claimed", "the first").setReference("first").build());
        buries("claimed", client.bytes(prompt("claimed", "the second").build()), "CONFLICT");

        assertThat(answered("claimed").getReference()).hasValue("first");
        answersANeighbour();
        assertThat(client.results("claimed")).hasSize(1);
    }

    private void buries(@Nullable String key, byte @Nullable [] value, String error) {
        var sent = client.send(key, value);

        var letter = client.awaitDeadLetter(sent);
        assertThat(letter.key()).isEqualTo(key == null ? null : key.getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo(value);
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo(error);
        assertThat(header(letter, "__streams.errors.message")).isNotBlank();
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo(sent.topic());
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("" + sent.partition());
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("" + sent.offset());
    }

    private void rejects(Prompt.Builder prompt, Reason reason) {
        client.send(prompt.build());
        rejected(prompt.getPromptId(), reason);
    }

    private void rejected(String id, Reason reason) {
        var result = client.awaitResult(id);
        assertThat(result.getStatus()).isEqualTo(Status.REJECTED);
        assertThat(result.getFailure()).hasValue(reason.name());
        assertThat(result.getDecision().getReason()).isEqualTo(reason);
        assertThat(result.getAttempts()).isZero();
    }

    private void answersANeighbour() {
        var id = "neighbour-" + neighbours++;
        client.send(prompt(id, "hello").build());
        answered(id);
    }

    private Result answered(String id) {
        var result = client.awaitResult(id);
        assertThat(result.getStatus()).as(id).isEqualTo(Status.ANSWERED);
        assertThat(result.getAnswer().orElse("")).isNotBlank();
        return result;
    }

    private String health() throws IOException, InterruptedException {
        var uri = URI.create(stack.addresses().get("router management") + "/health");
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }

    private byte[] generic(String topic, Object value) {
        return ForeignRecords.bytes(stack.registry(), topic, value);
    }
}
