package org.reasoningrouter.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.reasoningrouter.load.guarantee.Evidence;
import org.reasoningrouter.load.guarantee.Evidence.AnswerSeen;
import org.reasoningrouter.load.guarantee.Evidence.DecisionSeen;
import org.reasoningrouter.load.guarantee.Evidence.Fingerprint;
import org.reasoningrouter.load.guarantee.Evidence.LateSeen;
import org.reasoningrouter.load.guarantee.Evidence.RequestSeen;
import org.reasoningrouter.load.guarantee.Evidence.ResultSeen;
import org.reasoningrouter.load.guarantee.Evidence.Served;
import org.reasoningrouter.load.guarantee.Evidence.Tokens;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Usage;

/// Reads what a run left on its topics: committed records only, every partition from its start to
/// its end.
public final class EvidenceConsumer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final String bootstrapServers;
    private final Topics topics;
    private final AvroSerdes serdes;

    public EvidenceConsumer(String bootstrapServers, Topics topics, AvroSerdes serdes) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.serdes = serdes;
    }

    /// Call it when the run is over and its processes have committed.
    public Evidence read(Map<String, Fingerprint> sent, Served served) {
        var decisions = new ArrayList<DecisionSeen>();
        var requests = new ArrayList<RequestSeen>();
        var results = new ArrayList<ResultSeen>();
        var late = new ArrayList<LateSeen>();
        var answers = new ArrayList<AnswerSeen>();
        var brokenOff = new AtomicInteger();
        read(
                topics.decisions(),
                (_, d) ->
                        decisions.add(
                                new DecisionSeen(
                                        d.getPromptId(),
                                        d.getOutcome(),
                                        d.getRoute().map(Route::name).orElse(""))));
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                read(
                        topics.requests(route, lane),
                        (key, r) ->
                                requests.add(
                                        new RequestSeen(
                                                key,
                                                r.getPromptId(),
                                                route,
                                                lane,
                                                r.getDecision()
                                                        .getRoute()
                                                        .map(Route::name)
                                                        .orElse(""),
                                                Fingerprints.of(r))));
            }
        }
        read(
                topics.results(),
                (key, r) ->
                        results.add(
                                new ResultSeen(
                                        key,
                                        r.getPromptId(),
                                        r.getTenant(),
                                        r.getStatus(),
                                        tokens(r.getUsage()),
                                        r.getCostNanos(),
                                        r.getCallId().orElse(""))));
        read(
                topics.lateAnswers(),
                (_, l) ->
                        late.add(
                                new LateSeen(
                                        l.getPromptId(),
                                        tokens(l.getUsage()),
                                        l.getCostNanos(),
                                        l.getCallId())));
        // Last, so that each answer that was paid for is among them.
        read(
                topics.answers(),
                (_, a) -> {
                    answers.add(answer(a));
                    brokenOff.addAndGet(brokenOff(a));
                });
        return new Evidence(
                sent,
                decisions,
                requests,
                answers,
                results,
                late,
                lessThan(served, brokenOff.get()),
                openTransactions());
    }

    private static AnswerSeen answer(Answer answer) {
        var attempts = answer.getAttempts();
        return new AnswerSeen(
                answer.getPromptId(),
                answer.getStatus(),
                answer.getCallId(),
                attempts.stream().map(Attempt::getCallId).toList(),
                attempts.stream()
                        .map(it -> tokens(it.getUsage()))
                        .reduce(Tokens.NONE, Tokens::plus));
    }

    private static int brokenOff(Answer answer) {
        return (int)
                answer.getAttempts().stream()
                        .filter(it -> it.getOutcome().equals("unreachable"))
                        .count();
    }

    // A call whose connection broke before the first byte came is asked again. What the server had
    // generated by then nobody was told. Most calls that find no server were never there.
    private static Served lessThan(Served served, int brokenOff) {
        return new Served(
                served.calls(),
                served.tokens(),
                served.costNanos(),
                served.cut(),
                served.mayBeLost() + Math.min(brokenOff, served.cut()),
                served.largestCall());
    }

    /// Every committed record of a topic with its key, a partition's records in their order.
    <V extends SpecificRecord> void read(Topic<V> topic, BiConsumer<String, V> sink) {
        try (var consumer = consumer(serdes.deserializer(topic.type()), "read_committed")) {
            var partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var lastProgress = System.nanoTime();
            while (ends.entrySet().stream()
                    .anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
                var records = consumer.poll(Duration.ofMillis(200));
                for (ConsumerRecord<String, V> record : records) {
                    sink.accept(record.key(), record.value());
                }
                if (!records.isEmpty()) {
                    lastProgress = System.nanoTime();
                } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                    throw new IllegalStateException("cannot read " + topic.name() + " to its end");
                }
            }
        }
    }

    /// Whether a topic never had a record.
    boolean isEmpty(Topic<?> topic) {
        return endOffsets(partitions(topic), "read_committed").values().stream()
                .allMatch(end -> end == 0);
    }

    /// How many records a topic ever had, committed or not, ends of transactions included.
    long written(Topic<?> topic) {
        return endOffsets(partitions(topic), "read_uncommitted").values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    // Live programs begin new transactions all the time: one is left open only when committed
    // readers do not come past today's end.
    private List<String> openTransactions() {
        var partitions = topics.all().stream().flatMap(t -> partitions(t).stream()).toList();
        var ends = endOffsets(partitions, "read_uncommitted");
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        var open = openBefore(ends);
        while (!open.isEmpty() && System.nanoTime() < giveUpAt) {
            LockSupport.parkNanos(PAUSE.toNanos());
            open = openBefore(ends);
        }
        return open;
    }

    private List<String> openBefore(Map<TopicPartition, Long> ends) {
        var stable = endOffsets(List.copyOf(ends.keySet()), "read_committed");
        return ends.entrySet().stream()
                .filter(e -> stable.getOrDefault(e.getKey(), 0L) < e.getValue())
                .map(e -> e.getKey().toString())
                .toList();
    }

    private Map<TopicPartition, Long> endOffsets(
            List<TopicPartition> partitions, String isolation) {
        try (var consumer = consumer(new StringDeserializer(), isolation)) {
            return Map.copyOf(consumer.endOffsets(partitions));
        }
    }

    static List<TopicPartition> partitions(Topic<?> topic) {
        return Stream.iterate(0, p -> p < topic.partitions(), p -> p + 1)
                .map(p -> new TopicPartition(topic.name(), p))
                .toList();
    }

    private <V> KafkaConsumer<String, V> consumer(Deserializer<V> values, String isolation) {
        var configs = new HashMap<String, Object>();
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        configs.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.RECORD_BYTES);
        return new KafkaConsumer<>(configs, new StringDeserializer(), values);
    }

    private static Tokens tokens(Usage usage) {
        return new Tokens(
                usage.getInputTokens(), usage.getReasoningTokens(), usage.getAnswerTokens());
    }
}
