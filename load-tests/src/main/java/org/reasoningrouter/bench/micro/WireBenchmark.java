package org.reasoningrouter.bench.micro;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// One record to bytes or back, with a registry in memory.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare before anything else
public class WireBenchmark {

    private static final Map<String, String> REGISTRY =
            Map.of("schema.registry.url", "mock://wire-benchmark");
    private static final String REQUESTS = "requests.thinking.interactive";

    /// Of the text.
    @Param({"200", "4000"})
    public int characters;

    private Request request;
    private byte[] promptBytes;
    private Serializer<Request> requests;
    private KafkaAvroSerializer confluent;
    private Deserializer<Prompt> prompts;

    /// Makes one prompt and what becomes of it.
    @Setup
    public void prepare() {
        var serdes = new AvroSerdes(REGISTRY);
        var prompt = prompt("How long is it? ".repeat(characters).substring(0, characters));
        request = new Dispatch(prompt, decision()).request();
        requests = serdes.serializer(Request.class);
        prompts = serdes.deserializer(Prompt.class);
        confluent = new KafkaAvroSerializer();
        confluent.configure(serdes.clientSettings(), false);
        try (var writer = serdes.serializer(Prompt.class)) {
            promptBytes = writer.serialize("prompts", prompt);
        }
    }

    private static Prompt prompt(String text) {
        var message = Message.newBuilder().setRole(Role.USER).setContent(text).build();
        return Prompt.newBuilder().setPromptId("p-1").setMessages(List.of(message)).build();
    }

    private static Decision decision() {
        var at = Instant.ofEpochMilli(1_700_000_000_000L);
        return Decision.newBuilder()
                .setPromptId("p-1")
                .setRoute(Route.THINKING)
                .setReason(Reason.SCORE)
                .setScore(0.75)
                .setThreshold(0.5)
                .setThinkingBudget(2_048)
                .setReceivedAt(at)
                .setDecidedAt(at)
                .setDeadline(at.plusSeconds(30))
                .build();
    }

    /// A prompt as the router reads it.
    @Benchmark
    public Prompt readPrompt() {
        return prompts.deserialize("prompts", promptBytes);
    }

    /// A request as the router writes it.
    @Benchmark
    public byte[] writeRequest() {
        return requests.serialize(REQUESTS, request);
    }

    /// The same by the Confluent serializer, which looks its schema up each time.
    @Benchmark
    public byte[] writeRequestByConfluent() {
        return confluent.serialize(REQUESTS, request);
    }
}
