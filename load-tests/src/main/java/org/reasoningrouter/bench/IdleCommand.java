package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.local.PromptFile;
import org.reasoningrouter.local.PromptLine.Intact;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `router bench idle`: what the router adds to a single prompt when nothing else is under way.
@Command(
        name = "idle",
        description = "Latency that the router adds to single prompts, exactly-once.",
        mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WARM = "warm-";
    private static final double MICROS = 1e3;

    @Option(names = "--prompts", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("deploy/examples/prompts.jsonl");

    @Option(names = "--count", description = "Prompts that are measured (${DEFAULT-VALUE}).")
    private int count = 200;

    @Option(names = "--warm-up", description = "Prompts before them (${DEFAULT-VALUE}).")
    private int warmUp = 150;

    @Option(names = "--every-ms", description = "Between two prompts (${DEFAULT-VALUE}).")
    private long everyMs = 200;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("load-tests/results");

    private final Map<String, Long> due = new HashMap<>();
    private final Histogram added = histogram();
    private final Histogram queued = histogram();
    private final Histogram classify = histogram();

    @Override
    public Integer call() throws IOException {
        var prompts = prompts();
        var settings = LocalSettings.defaults().running(Set.of(Part.ROUTER, Part.LEDGER));
        try (var stack = LocalStack.start(settings);
                var producer = producer(stack);
                var requests = requests(stack)) {
            for (var i = 0; i < warmUp + count; i++) {
                var id = (i < warmUp ? WARM : "idle-") + i;
                one(stack, prompts.get(i % prompts.size()), id, producer, requests);
            }
        }
        System.out.println(report().write(out, Instant.now()));
        return 0;
    }

    /// Sends one prompt when it is due, and waits for its request; the pause begins after it, so
    /// the router is idle again.
    private void one(
            LocalStack stack,
            Prompt text,
            String id,
            KafkaProducer<String, Prompt> producer,
            KafkaConsumer<String, Request> requests) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(everyMs));
        var prompt = Prompt.newBuilder(text).setPromptId(id).build();
        due.put(id, System.nanoTime());
        var _ = producer.send(new ProducerRecord<>(stack.topics().prompts().name(), id, prompt));
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (due.containsKey(id)) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException("no request within " + PATIENCE + ": " + id);
            }
            requests.poll(Duration.ofMillis(500)).forEach(record -> read(record.value()));
        }
    }

    private void read(Request request) {
        var id = request.getPromptId();
        var since = due.remove(id);
        if (since != null && !id.startsWith(WARM)) {
            added.recordValue((System.nanoTime() - since) / 1_000);
            queued.recordValue(request.getDecision().getQueuedMicros());
            classify.recordValue(request.getDecision().getClassifyMicros());
        }
    }

    private BenchReport report() {
        return new BenchReport(
                "idle",
                "Single prompts at idle: from the send to the request in the hands of a"
                        + " read_committed consumer. Producer, broker, router, ledger and consumer"
                        + " share one JVM. Milliseconds.",
                Map.of(
                        "warmUp",
                        warmUp,
                        "pauseMs",
                        everyMs,
                        "processing.guarantee",
                        "exactly_once_v2",
                        "commits",
                        "as the router ships"),
                List.of(
                        row("added, send to committed request", added),
                        row("of it: append to poll", queued),
                        row("of it: poll to decision", classify)));
    }

    private static Map<String, Object> row(String what, Histogram micros) {
        var row = new LinkedHashMap<String, Object>();
        row.put("what", what);
        row.put("prompts", micros.getTotalCount());
        row.put("p50", micros.getValueAtPercentile(50) / MICROS);
        row.put("p95", micros.getValueAtPercentile(95) / MICROS);
        row.put("p99", micros.getValueAtPercentile(99) / MICROS);
        row.put("max", micros.getMaxValue() / MICROS);
        return row;
    }

    private List<Prompt> prompts() throws IOException {
        var prompts = new ArrayList<Prompt>();
        try (var lines = PromptFile.open(file)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                if (line.get() instanceof Intact(_, var prompt)) {
                    prompts.add(prompt);
                }
            }
        }
        return prompts;
    }

    private static KafkaProducer<String, Prompt> producer(LocalStack stack) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.broker().bootstrap(),
                        "linger.ms",
                        0,
                        "max.request.size",
                        Topics.PROMPT_BYTES),
                new StringSerializer(),
                stack.serdes().serializer(Prompt.class));
    }

    private static KafkaConsumer<String, Request> requests(LocalStack stack) {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                stack.broker().bootstrap(),
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        stack.serdes().deserializer(Request.class));
        var partitions = new ArrayList<TopicPartition>();
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                var topic = stack.topics().requests(route, lane);
                for (var i = 0; i < topic.partitions(); i++) {
                    partitions.add(new TopicPartition(topic.name(), i));
                }
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(2), 3);
    }
}
