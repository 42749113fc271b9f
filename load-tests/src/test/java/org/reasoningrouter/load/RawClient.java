package org.reasoningrouter.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.LocalRun;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// Sends any bytes as a prompt, and sees every committed result and dead letter that comes of it.
///
/// All of it goes to one partition, so that what is sent later also comes later.
final class RawClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int PARTITION = 0;

    private final LocalRun.Target target;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], Result> resultConsumer;
    private final KafkaConsumer<byte[], byte[]> letterConsumer;
    private final List<Result> results = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();

    /// @param target its registry answers now
    RawClient(LocalRun.Target target) {
        this.target = target;
        var bytes = new ByteArraySerializer();
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                target.bootstrap(),
                                "max.request.size",
                                Topics.RECORD_BYTES),
                        bytes,
                        bytes);
        var topics = target.topics();
        resultConsumer = consumer(topics.results(), target.serdes().deserializer(Result.class));
        letterConsumer = consumer(topics.deadLetters(), new ByteArrayDeserializer());
    }

    static Prompt.Builder prompt(String id, String text) {
        return Prompt.newBuilder()
                .setPromptId(id)
                .setMessages(List.of(Message.newBuilder().setContent(text).build()));
    }

    byte[] bytes(Prompt prompt) {
        try (var serializer = target.serdes().serializer(Prompt.class)) {
            return serializer.serialize(target.topics().prompts().name(), prompt);
        }
    }

    /// Returns when the broker has acknowledged it.
    RecordMetadata send(Prompt prompt) {
        return send(prompt.getPromptId(), bytes(prompt));
    }

    RecordMetadata send(@Nullable String key, byte @Nullable [] value) {
        return send(key, value, null);
    }

    /// @param timestamp what the client's clock says, milliseconds since 1970
    RecordMetadata send(@Nullable String key, byte @Nullable [] value, @Nullable Long timestamp) {
        var topic = target.topics().prompts().name();
        var keyBytes = key == null ? null : key.getBytes(UTF_8);
        try {
            return producer.send(new ProducerRecord<>(topic, PARTITION, timestamp, keyBytes, value))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The first result of a prompt.
    Result awaitResult(String id) {
        return await("a result of " + id, () -> results(id).stream().findFirst());
    }

    /// Every result of a prompt that has come by now.
    List<Result> results(String id) {
        resultConsumer.poll(POLL).forEach(it -> results.add(it.value()));
        return results.stream().filter(it -> it.getPromptId().equals(id)).toList();
    }

    /// What became of a record that cannot be routed.
    ConsumerRecord<byte[], byte[]> awaitDeadLetter(RecordMetadata sent) {
        return await("a dead letter of " + sent, () -> deadLetter(sent));
    }

    private Optional<ConsumerRecord<byte[], byte[]>> deadLetter(RecordMetadata sent) {
        return deadLetters().stream()
                .filter(it -> header(it, DeadLetter.TOPIC).equals(sent.topic()))
                .filter(it -> header(it, DeadLetter.PARTITION).equals("" + sent.partition()))
                .filter(it -> header(it, DeadLetter.OFFSET).equals("" + sent.offset()))
                .findFirst();
    }

    /// Every dead letter that has come by now.
    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        letterConsumer.poll(POLL).forEach(letters::add);
        return List.copyOf(letters);
    }

    static String header(ConsumerRecord<?, ?> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static <T> T await(String what, Supplier<Optional<T>> look) {
        var until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            var found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("did not come within " + PATIENCE + ": " + what);
    }

    private <V> KafkaConsumer<byte[], V> consumer(Topic<?> topic, Deserializer<V> values) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("isolation.level", "read_committed");
        var consumer = new KafkaConsumer<>(configs, new ByteArrayDeserializer(), values);
        var partitions =
                IntStream.range(0, topic.partitions())
                        .mapToObj(it -> new TopicPartition(topic.name(), it))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
        resultConsumer.close();
        letterConsumer.close();
    }
}
