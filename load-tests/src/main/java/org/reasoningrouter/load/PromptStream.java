package org.reasoningrouter.load;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.load.guarantee.Evidence.Fingerprint;
import org.reasoningrouter.local.LocalRun;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// Sends prompts at a rate, whatever happens to the system, and waits until each has a result.
///
/// The texts are given ones over and over; ids, tenants and lanes are this stream's own. Only what
/// the broker acknowledged counts as sent.
public final class PromptStream implements AutoCloseable {

    private static final List<String> TENANTS = List.of("acme", "globex", "initech");
    private static final int BULK_EVERY = 4;

    private final LocalRun.Target target;
    private final String name;
    private final List<Prompt> texts;
    private final KafkaProducer<String, Prompt> producer;
    private final Map<String, Fingerprint> acknowledged = new ConcurrentHashMap<>();
    private int next;

    public PromptStream(LocalRun.Target target, List<Prompt> texts) {
        this(target, "p", texts);
    }

    /// @param name stands before the number in every id, so that streams beside each other differ
    public PromptStream(LocalRun.Target target, String name, List<Prompt> texts) {
        this.target = target;
        this.name = name;
        this.texts = List.copyOf(texts);
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("max.request.size", Topics.PROMPT_BYTES);
        configs.put("linger.ms", 5);
        this.producer =
                new KafkaProducer<>(
                        configs, new StringSerializer(), target.serdes().serializer(Prompt.class));
    }

    /// Sends that many, evenly spread; returns when the last is on its way.
    ///
    /// @param perSecond 0 sends as fast as the broker takes them
    public void send(int prompts, int perSecond) {
        var started = System.nanoTime();
        for (var i = 0; i < prompts; i++) {
            if (perSecond > 0) {
                var due = started + i * Duration.ofSeconds(1).toNanos() / perSecond;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(prompt());
        }
        producer.flush();
    }

    private Prompt prompt() {
        var number = next++;
        return Prompt.newBuilder(texts.get(number % texts.size()))
                .setPromptId(name + "-" + number)
                .setTenant(TENANTS.get(number % TENANTS.size()))
                .setLane(number % BULK_EVERY == 0 ? Lane.BULK : Lane.INTERACTIVE)
                .build();
    }

    private void send(Prompt prompt) {
        var id = prompt.getPromptId();
        var fingerprint = Fingerprints.of(prompt);
        var _ =
                producer.send(
                        new ProducerRecord<>(target.topics().prompts().name(), id, prompt),
                        (_, failure) -> {
                            if (failure == null) {
                                acknowledged.put(id, fingerprint);
                            }
                        });
    }

    /// Every prompt that the broker acknowledged.
    public Map<String, Fingerprint> acknowledged() {
        producer.flush();
        return Map.copyOf(acknowledged);
    }

    /// Waits until every acknowledged prompt has a committed result.
    ///
    /// @return prompts that still have none when the patience is over
    public Set<String> awaitResults(Duration patience) {
        var missing = new HashSet<>(acknowledged().keySet());
        var until = Instant.now().plus(patience);
        try (var consumer = results()) {
            while (!missing.isEmpty() && Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> missing.remove(record.key()));
            }
        }
        return Set.copyOf(missing);
    }

    private KafkaConsumer<String, Result> results() {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("isolation.level", "read_committed");
        var consumer =
                new KafkaConsumer<>(
                        configs,
                        new StringDeserializer(),
                        target.serdes().deserializer(Result.class));
        var topic = target.topics().results();
        var partitions =
                consumer.partitionsFor(topic.name()).stream()
                        .map(it -> new TopicPartition(topic.name(), it.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
    }
}
