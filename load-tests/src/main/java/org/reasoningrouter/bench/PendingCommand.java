package org.reasoningrouter.bench;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `router bench pending`: what pending prompts cost the ledger in heap and in time to expire.
///
/// Decisions are written to their topic directly and nobody answers. Broker, registry and ledger
/// share the heap; that of broker and registry does not depend on what is pending.
@Command(
        name = "pending",
        description = "Heap and expiry time of the ledger by pending prompts.",
        mixinStandardHelpOptions = true)
final class PendingCommand implements Callable<Integer> {

    private static final Duration FAR = Duration.ofHours(2);
    private static final Duration NEAR = Duration.ofSeconds(2);
    private static final Duration WATCH = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EXPIRING = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int PARTITIONS = 8;

    @Option(names = "--pending", description = "Most pending prompts (${DEFAULT-VALUE}).")
    private int most = 100_000;

    @Option(names = "--steps", description = "Levels above zero (${DEFAULT-VALUE}).")
    private int steps = 2;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("load-tests/results");

    private int next;

    @Override
    public Integer call() throws IOException {
        var rows = new ArrayList<Map<String, Object>>();
        try (var stack = LocalStack.start(settings());
                var ledger = RouterApplication.start(ledger(stack));
                var producer = producer(stack);
                var results = results(stack)) {
            expire(stack, producer, results); // warms the code up
            var before = 0;
            for (var step = 0; step <= steps; step++) {
                var pending = (int) ((long) most * step / steps);
                decide(stack, producer, pending - before, FAR);
                before = pending;
                awaitRead(stack);
                rows.add(row(pending, ledger, expire(stack, producer, results)));
            }
        }
        System.out.println(report(rows).write(out, Instant.now()));
        return 0;
    }

    private static LocalSettings settings() {
        return LocalSettings.defaults().running(Set.of()).withPartitions(PARTITIONS);
    }

    private static Map<String, Object> ledger(LocalStack stack) {
        var settings = new TreeMap<>(stack.routerSettings());
        settings.put("router.roles", List.of("ledger"));
        return settings;
    }

    private void decide(
            LocalStack stack,
            KafkaProducer<String, Decision> producer,
            int prompts,
            Duration limit) {
        for (var i = 0; i < prompts; i++) {
            var now = Instant.now();
            var id = "pending-" + next++;
            var decision =
                    Decision.newBuilder()
                            .setPromptId(id)
                            .setOutcome(Outcome.ROUTED)
                            .setRoute(Route.THINKING)
                            .setReason(Reason.SCORE)
                            .setReceivedAt(now)
                            .setDecidedAt(now)
                            .setDeadline(now.plus(limit))
                            .build();
            var _ =
                    producer.send(
                            new ProducerRecord<>(stack.topics().decisions().name(), id, decision));
        }
        producer.flush();
    }

    /// Lets some prompts expire among those that stay.
    ///
    /// @return how long after its deadline each ended, in milliseconds
    private Histogram expire(
            LocalStack stack,
            KafkaProducer<String, Decision> producer,
            KafkaConsumer<String, Result> results) {
        decide(stack, producer, EXPIRING, NEAR);
        var late = new Histogram(TimeUnit.MINUTES.toMillis(5), 3);
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (late.getTotalCount() < EXPIRING) {
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException("prompts did not expire within " + PATIENCE);
            }
            results.poll(Duration.ofMillis(200)).forEach(record -> record(record.value(), late));
        }
        return late;
    }

    private static void record(Result result, Histogram late) {
        var deadline = result.getDecision().getDeadline();
        late.recordValue(
                Math.max(0, Duration.between(deadline, result.getFinishedAt()).toMillis()));
    }

    private static Map<String, Object> row(int pending, ApplicationContext ledger, Histogram late) {
        var tick = ledger.getBean(MeterRegistry.class).get("router.join.tick").timer();
        var ticks = tick.count();
        var spent = tick.totalTime(TimeUnit.MICROSECONDS);
        LockSupport.parkNanos(WATCH.toNanos());
        var row = new LinkedHashMap<String, Object>();
        row.put("pending", pending);
        row.put("heap MiB after GC", heapMiB());
        row.put("ticks", tick.count() - ticks);
        row.put(
                "mean tick µs",
                Math.round(
                        (tick.totalTime(TimeUnit.MICROSECONDS) - spent) / (tick.count() - ticks)));
        row.put("expired", late.getTotalCount());
        row.put("expired after deadline, p50 ms", late.getValueAtPercentile(50));
        row.put("p99 ms", late.getValueAtPercentile(99));
        return row;
    }

    // Twice, because the first may leave what finalizers and references still hold.
    private static long heapMiB() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() >> 20;
    }

    private BenchReport report(List<Map<String, Object>> rows) {
        return new BenchReport(
                "pending",
                "The ledger with that many prompts pending: heap of the JVM (broker, registry and"
                        + " ledger) after a collection, the mean time of one partition's tick while"
                        + " nothing is due, and how long after its deadline each of "
                        + EXPIRING
                        + " more prompts ended; 500 ms of grace and up to 250 ms until the next"
                        + " tick belong to that.",
                Map.of(
                        "partitions",
                        PARTITIONS,
                        "processing.guarantee",
                        "exactly_once_v2",
                        "watchSeconds",
                        WATCH.toSeconds()),
                rows);
    }

    /// Waits until the ledger has committed every decision on its topic.
    private static void awaitRead(LocalStack stack) {
        var partitions = partitions(stack.topics().decisions());
        var ends = partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest()));
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrap()))) {
            var behind = Long.MAX_VALUE;
            while (behind > 0) {
                if (System.nanoTime() > giveUpAt) {
                    throw new IllegalStateException("the ledger is behind by " + behind);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
                var read =
                        admin.listConsumerGroupOffsets("ledger")
                                .partitionsToOffsetAndMetadata()
                                .get();
                behind =
                        admin.listOffsets(ends).all().get().entrySet().stream()
                                .mapToLong(
                                        e -> e.getValue().offset() - offset(read.get(e.getKey())))
                                .sum();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the ledger's offsets are unknown: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the ledger read", e);
        }
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    private static KafkaProducer<String, Decision> producer(LocalStack stack) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.broker().bootstrap(), "linger.ms", 5),
                new StringSerializer(),
                stack.serdes().serializer(Decision.class));
    }

    private static KafkaConsumer<String, Result> results(LocalStack stack) {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                stack.broker().bootstrap(),
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        stack.serdes().deserializer(Result.class));
        var partitions = partitions(stack.topics().results());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
