package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.router.admit.AdmissionLimits;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.admit.Deadlines;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

@Timeout(60)
class PollInterceptorTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Topics TOPICS = new Topics("", 2, 1);
    private static final AvroSerdes SERDES =
            new AvroSerdes(Map.of("schema.registry.url", "mock://interceptor"));

    private final FakeClassifier classifier = new FakeClassifier();
    private final Batcher batcher =
            new Batcher(
                    Models.only(classifier),
                    new BatchLimits(4, 4096, Duration.ofHours(1), Duration.ofHours(1), 1, 16),
                    new RouterMeters(new SimpleMeterRegistry()),
                    System::nanoTime);
    private final Prefetch prefetch = prefetch(SERDES);
    private final PollInterceptor interceptor = new PollInterceptor();

    @BeforeEach
    void configure() {
        interceptor.configure(Map.of(PollInterceptor.PREFETCH, prefetch, "max.poll.records", "3"));
    }

    @AfterEach
    void stop() {
        batcher.close();
    }

    @Test
    void aPollOfSeveralPartitionsIsOneBatch() {
        var poll =
                records(
                        prompt(0, 5, "score 0.1"),
                        prompt(0, 6, "score 0.2"),
                        prompt(1, 9, "score 0.3"));

        assertThat(interceptor.onConsume(poll)).isSameAs(poll);

        assertThat(score(0, 5).batchSize()).isEqualTo(3);
        assertThat(score(0, 6).score().value()).isEqualTo(0.2);
        assertThat(score(1, 9).score().value()).isEqualTo(0.3);
        assertThat(classifier.batches()).containsExactly(3);
    }

    @Test
    void theOnlyPromptOfAPollIsTokenisedByItsThreadUnlessItIsLong() {
        interceptor.onConsume(records(prompt(0, 0, "score 0.1")));
        assertThat(score(0, 0).batchSize()).isEqualTo(1);
        assertThat(classifier.encoder()).isSameAs(Thread.currentThread());

        interceptor.onConsume(records(prompt(0, 1, "long ".repeat(1_000))));
        assertThat(score(0, 1).batchSize()).isEqualTo(1);
        assertThat(classifier.encoder()).isNotSameAs(Thread.currentThread());

        interceptor.onConsume(records(prompt(0, 2, "a"), prompt(0, 3, "b")));
        assertThat(score(0, 2).batchSize()).isEqualTo(2);
        assertThat(classifier.encoder()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void allRecordsOfAPollShareOneDeadline() {
        interceptor.onConsume(records(prompt(0, 0, "a"), prompt(0, 1, "b")));

        var first = prefetch.slots().take(0, 0).orElseThrow();
        var second = prefetch.slots().take(0, 1).orElseThrow();
        assertThat(first.ticket().due()).isEqualTo(second.ticket().due());
    }

    @Test
    void aPromptThatNamesItsRouteAsksNothing() {
        interceptor.onConsume(records(prompt(0, 0, "do /think")));

        var slot = prefetch.slots().take(0, 0).orElseThrow();
        assertThat(slot.admission()).isInstanceOf(Admitted.class);
        assertThat(slot.ticket().isOpen()).isFalse();
        assertThat(classifier.batches()).isEmpty();
    }

    @Test
    void aPromptWhoseScoreIsKnownGoesIntoNoBatch() {
        interceptor.onConsume(
                records(prompt(0, 0, FakeClassifier.RECORDED), prompt(0, 1, "score 0.1")));

        assertThat(score(0, 0).score().value()).isEqualTo(0.75);
        assertThat(score(0, 1).batchSize()).isEqualTo(1);
        assertThat(classifier.batches()).containsExactly(1);
    }

    @Test
    void damageIsASlotToo() {
        interceptor.onConsume(records(rec(0, 0, new byte[] {1, 2, 3})));

        assertThat(prefetch.slots().take(0, 0).orElseThrow().admission())
                .isInstanceOf(Unroutable.class);
    }

    @Test
    void anUnreachableRegistryLeavesTheRecordsToTheirTurn() {
        var blind = prefetch(new AvroSerdes(Map.of("schema.registry.url", "http://127.0.0.1:1")));
        interceptor.configure(Map.of(PollInterceptor.PREFETCH, blind));
        var poll = records(prompt(0, 0, "a"));

        assertThat(interceptor.onConsume(poll)).isSameAs(poll);

        assertThat(blind.slots().take(0, 0)).isEmpty();
        assertThat(
                        batcher.await(
                                batcher.submit(
                                        new Question(text("score 0.1"), lane(), "a"), far())))
                .as("the poll was closed, so a lone prompt leaves at once")
                .isInstanceOf(Scored.class);
    }

    @Test
    void slotsBelongToTheThreadThatPolled() throws Exception {
        interceptor.onConsume(records(prompt(0, 0, "a")));
        var elsewhere = new CompletableFuture<Optional<Slot>>();
        Thread.startVirtualThread(() -> elsewhere.complete(prefetch.slots().take(0, 0))).join();

        assertThat(elsewhere.get()).isEmpty();
        assertThat(prefetch.slots().take(0, 0)).isPresent();
    }

    @Test
    void whatIsPassedOverOrPolledAgainIsDropped() {
        var slots = new PollSlots();
        var passed = slot();
        var replaced = slot();
        var overtaken = slot();
        var taken = slot();
        var revoked = slot();
        slots.put(0, 1, passed);
        slots.put(0, 2, replaced);
        slots.put(0, 3, overtaken);
        slots.put(0, 2, taken);
        slots.put(1, 7, revoked);

        assertThat(slots.take(0, 2)).containsSame(taken);
        slots.drop(1);

        assertThat(List.of(passed, replaced, overtaken, revoked))
                .allSatisfy(slot -> assertThat(slot.ticket().future()).isCancelled());
        assertThat(taken.ticket().isOpen()).isTrue();
        assertThat(slots.take(1, 7)).isEmpty();
        assertThat(slots.take(0, 2)).isEmpty();
        assertThat(slots.isCaughtUp()).as("all that was dropped is gone").isTrue();
    }

    @Test
    void aThreadHasCaughtUpWithTheLastRecordOfAPollThatWasNotFull() {
        var slots = prefetch.slots();
        interceptor.onConsume(records(prompt(0, 0, "a"), prompt(1, 0, "b")));
        assertThat(slots.isCaughtUp()).isFalse();
        slots.take(1, 0);
        assertThat(slots.isCaughtUp()).isFalse();
        slots.take(0, 0);
        assertThat(slots.isCaughtUp()).isTrue();

        interceptor.onConsume(records(prompt(0, 1, "a"), prompt(0, 2, "b"), prompt(0, 3, "c")));
        slots.take(0, 3);
        assertThat(slots.isCaughtUp()).as("more may wait behind a full poll").isFalse();

        interceptor.onConsume(records(prompt(0, 4, "a"), prompt(1, 1, "b")));
        slots.take(0, 4);
        slots.drop(1);
        assertThat(slots.isCaughtUp()).as("what was taken away waits no more").isTrue();
    }

    @Test
    void aRecordThatIsPolledAgainIsOneRecord() {
        interceptor.onConsume(records(prompt(0, 0, "a")));
        interceptor.onConsume(records(prompt(0, 0, "a")));
        prefetch.slots().take(0, 0);

        assertThat(prefetch.slots().isCaughtUp()).isTrue();
    }

    @Test
    void itRefusesToRunWithoutItsPrefetch() {
        assertThatThrownBy(() -> new PollInterceptor().configure(Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Scored score(int partition, long offset) {
        var slot = prefetch.slots().take(partition, offset).orElseThrow();
        return (Scored) batcher.await(slot.ticket());
    }

    private Slot slot() {
        return new Slot(
                new Unroutable("test", "test"),
                new Ticket(new Question(List.of(), lane(), "a"), 0, new CompletableFuture<>()),
                judge(),
                Optional.empty());
    }

    private Judge judge() {
        return new Judge(PolicyConfig.read(Optional.empty()), batcher);
    }

    private Prefetch prefetch(AvroSerdes serdes) {
        var deadlines =
                new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofHours(1));
        var judge = judge();
        return new Prefetch(
                new RecordReader<>(TOPICS.prompts(), serdes, () -> NOW),
                new AdmissionRules(new AdmissionLimits(10_000, Set.of(), deadlines)),
                () -> judge,
                new Prefetch.PollClock(
                        () -> NOW,
                        System::nanoTime,
                        new PollDeadline(Duration.ofMinutes(1), Duration.ofMinutes(1))));
    }

    private static org.reasoningrouter.wire.Lane lane() {
        return org.reasoningrouter.wire.Lane.INTERACTIVE;
    }

    private static long far() {
        return System.nanoTime() + Duration.ofHours(1).toNanos();
    }

    private static List<Message> text(String text) {
        return List.of(Message.newBuilder().setContent(text).build());
    }

    private static ConsumerRecord<byte[], byte[]> prompt(int partition, long offset, String text) {
        var prompt =
                Prompt.newBuilder()
                        .setPromptId(partition + "-" + offset)
                        .setMessages(text(text))
                        .build();
        try (var serializer = SERDES.serializer(Prompt.class)) {
            return rec(partition, offset, serializer.serialize("prompts", prompt));
        }
    }

    private static ConsumerRecord<byte[], byte[]> rec(int partition, long offset, byte[] value) {
        return new ConsumerRecord<>(
                "prompts", partition, offset, "k".getBytes(StandardCharsets.UTF_8), value);
    }

    @SafeVarargs
    private static ConsumerRecords<byte[], byte[]> records(
            ConsumerRecord<byte[], byte[]>... records) {
        var byPartition =
                new java.util.HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
        for (var rec : records) {
            byPartition
                    .computeIfAbsent(
                            new TopicPartition(rec.topic(), rec.partition()),
                            _ -> new ArrayList<>())
                    .add(rec);
        }
        return new ConsumerRecords<>(byPartition, Map.of());
    }
}
