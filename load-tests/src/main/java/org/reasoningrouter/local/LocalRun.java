package org.reasoningrouter.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.local.PromptLine.Broken;
import org.reasoningrouter.local.PromptLine.Intact;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// One file of prompts sent into a system, until each of them has its result.
///
/// Prompts are sent only as results come back, so that a long file waits on disk and not in a topic
/// where its deadlines run. What grows with the file is one id for each prompt.
public final class LocalRun implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final int FEED = 200;

    private final Topics topics;
    private final Limits limits;
    private final Listener listener;
    private final InstantSource clock = InstantSource.system();
    private final Producer<String, Prompt> producer;
    private final Consumer<String, Result> consumer;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> pending = new HashSet<>();
    private final Queue<Unsent> unsent = new ConcurrentLinkedQueue<>();
    private long sent;
    private long complaints;
    private Instant latestDeadline = Instant.EPOCH;

    /// Where the system is.
    public record Target(String bootstrap, AvroSerdes serdes, Topics topics) {}

    /// What a run may take.
    ///
    /// @param prompts the most that are sent
    /// @param pending the most that wait for their results at a time
    /// @param interactive the deadline of a prompt of this lane that names none
    /// @param bulk the same
    public record Limits(long prompts, int pending, Duration interactive, Duration bulk) {

        private Duration of(Prompt prompt) {
            var byLane =
                    switch (prompt.getLane()) {
                        case INTERACTIVE -> interactive;
                        case BULK -> bulk;
                    };
            return prompt.getTimeLimitMs().map(Duration::ofMillis).orElse(byLane);
        }
    }

    /// Who hears of a run. All calls come from the thread that runs.
    public interface Listener {

        void result(Result result);

        /// One line about a prompt that was not sent, for a person.
        void complaint(String line);

        void progress(long sent, long pending);
    }

    /// How a run ended.
    ///
    /// @param complaints lines that were not sent
    /// @param missing prompts that were sent and have no result
    public record Outcome(long sent, long complaints, long missing) {

        public boolean isWhole() {
            return complaints == 0 && missing == 0;
        }
    }

    private record Unsent(String id, String why) {}

    public LocalRun(Target target, Limits limits, Listener listener) {
        this.topics = target.topics();
        this.limits = limits;
        this.listener = listener;
        producer = producer(target);
        consumer = consumer(target);
    }

    /// Sends every prompt of the file and hands on every result, in the order in which they come.
    public Outcome run(PromptFile file) throws IOException {
        var more = true;
        while (more || !pending.isEmpty()) {
            more = more && feed(file);
            forget();
            consumer.poll(POLL).forEach(record -> take(record.value()));
            listener.progress(sent, pending.size());
            if (isOver()) {
                break;
            }
        }
        return new Outcome(sent, complaints, pending.size());
    }

    private boolean feed(PromptFile file) throws IOException {
        for (var i = 0; i < FEED && pending.size() < limits.pending(); i++) {
            if (sent >= limits.prompts()) {
                return false;
            }
            var line = file.next();
            if (line.isEmpty()) {
                return false;
            }
            switch (line.get()) {
                case Intact(var number, var prompt) -> send(number, prompt);
                case Broken(var number, var why) -> complain("line " + number + ": " + why);
            }
        }
        return true;
    }

    private void send(long number, Prompt prompt) {
        var id = prompt.getPromptId();
        if (!seen.add(id)) {
            complain("line " + number + ": an earlier line has the id " + id + " already");
            return;
        }
        pending.add(id);
        sent++;
        extend(clock.instant().plus(limits.of(prompt)));
        var _ =
                producer.send(
                        new ProducerRecord<>(topics.prompts().name(), id, prompt),
                        (_, e) -> {
                            if (e != null) {
                                unsent.add(
                                        new Unsent(id, "line " + number + ": " + e.getMessage()));
                            }
                        });
    }

    private void forget() {
        for (var it = unsent.poll(); it != null; it = unsent.poll()) {
            pending.remove(it.id());
            sent--;
            complain(it.why());
        }
    }

    private void complain(String line) {
        complaints++;
        listener.complaint(line);
    }

    private void take(Result result) {
        if (pending.remove(result.getPromptId())) {
            listener.result(result);
        }
    }

    private void extend(Instant deadline) {
        latestDeadline = deadline.isAfter(latestDeadline) ? deadline : latestDeadline;
    }

    // Every prompt has ended by its deadline, so whatever is missing now does not come.
    private boolean isOver() {
        return !pending.isEmpty() && clock.instant().isAfter(latestDeadline.plus(GRACE));
    }

    private static Producer<String, Prompt> producer(Target target) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("max.request.size", Topics.PROMPT_BYTES);
        configs.put("linger.ms", 5);
        return new KafkaProducer<>(
                configs, new StringSerializer(), target.serdes().serializer(Prompt.class));
    }

    private static Consumer<String, Result> consumer(Target target) {
        Map<String, Object> configs = new HashMap<>();
        configs.put("bootstrap.servers", target.bootstrap());
        configs.put("isolation.level", "read_committed");
        configs.put("auto.offset.reset", "earliest");
        configs.put("enable.auto.commit", false);
        var consumer =
                new KafkaConsumer<>(
                        configs,
                        new StringDeserializer(),
                        target.serdes().deserializer(Result.class));
        var name = target.topics().results().name();
        consumer.assign(
                consumer.partitionsFor(name).stream()
                        .map(it -> new TopicPartition(name, it.partition()))
                        .toList());
        return consumer;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
