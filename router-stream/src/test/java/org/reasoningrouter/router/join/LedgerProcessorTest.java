package org.reasoningrouter.router.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.settings;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.measure.LedgerMeters;
import org.reasoningrouter.router.measure.Price;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Result;

class LedgerProcessorTest {

    private static final int PENDING = 100_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Topics topics = new Topics("", 1, 1);
    private final AvroSerdes serdes =
            new AvroSerdes(Map.of("schema.registry.url", "mock://ledger-processor"));
    private final Serializer<Decision> serializer = serdes.serializer(Decision.class);
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final FakeAnswersTail tail = new FakeAnswersTail();
    private final FakeDeadlineStore deadlines = new FakeDeadlineStore(LedgerProcessor.DEADLINES);

    @TempDir Path folder;
    private MockProcessorContext<byte[], Object> context;
    private LedgerProcessor processor;

    @BeforeEach
    void start() {
        tail.reply(OptionalLong.empty());
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        open(deadlines);
        for (var name : List.of(LedgerProcessor.PENDING, LedgerProcessor.LANES)) {
            open(
                    Stores.keyValueStoreBuilder(
                                    Stores.inMemoryKeyValueStore(name),
                                    Serdes.String(),
                                    Serdes.ByteArray())
                            .withLoggingDisabled()
                            .build());
        }
        open(
                Stores.windowStoreBuilder(
                                Stores.inMemoryWindowStore(
                                        LedgerProcessor.ENDED, HOUR, Duration.ofMillis(1), false),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build());
        processor = new LedgerProcessor(parts());
        processor.init(context);
    }

    @Test
    void aTickReadsWhatIsDueAndNothingElse() {
        decideMany();
        tick();
        assertThat(deadlines.read).isZero();

        now.set(START.plus(HOUR).plusMillis(2).plus(settings().grace()));
        tick();

        assertThat(ends()).isEqualTo(3);
        assertThat(deadlines.read).isEqualTo(2 * 3);
        assertThat(deadlines.approximateNumEntries()).isEqualTo(PENDING - 3);
    }

    @Test
    void aTickExpiresNoMoreThanItsShare() {
        decideMany();
        now.set(START.plus(HOUR.multipliedBy(2)));

        tick();
        assertThat(ends()).isEqualTo(1_000);
        tick();
        assertThat(ends()).isEqualTo(2_000);
        assertThat(deadlines.read).isEqualTo(3_000);
        assertThat(tail.questions).hasSize(1);
    }

    @Test
    void anEndedPromptLeavesNothingInTheIndex() {
        decide("p", START.plusSeconds(10));
        now.set(START.plusSeconds(11));
        tick();

        assertThat(deadlines.approximateNumEntries()).isZero();
        KeyValueStore<String, byte[]> pending = context.getStateStore(LedgerProcessor.PENDING);
        assertThat(pending.get("p")).isNull();
    }

    @Test
    void aDeadlineInThePastIsMetAtTheNextTick() {
        decide("later", START.plusSeconds(10));
        now.set(START.plusSeconds(11));
        tick();
        decide("past", Instant.EPOCH.minusSeconds(1));
        tick();

        assertThat(ends()).isEqualTo(2);
    }

    private void decideMany() {
        for (var i = 0; i < PENDING; i++) {
            decide("p" + i, START.plus(HOUR).plusMillis(i));
        }
    }

    private void decide(String id, Instant deadline) {
        var bytes = serializer.serialize("decisions", decision(id).setDeadline(deadline).build());
        context.setRecordMetadata(topics.decisions().name(), 0, 0);
        processor.process(new Record<>(id.getBytes(StandardCharsets.UTF_8), bytes, 0));
    }

    private void tick() {
        context.scheduledPunctuators().getFirst().getPunctuator().punctuate(0);
    }

    private long ends() {
        return context.forwarded().stream()
                .filter(forward -> forward.record().value() instanceof Result)
                .count();
    }

    private LedgerParts parts() {
        var price = new Price("*", Instant.EPOCH, 0, 0, 0);
        return new LedgerParts(
                new RecordReader<>(topics.decisions(), serdes, now::get),
                new RecordReader<>(topics.answers(), serdes, now::get),
                topics.answers().name(),
                new Ledger(new PriceList(List.of(price)), Optional.empty()),
                settings(),
                new LedgerMeters(new SimpleMeterRegistry()),
                now::get,
                RegistryPatience.sleeping(Duration.ofSeconds(1), now::get),
                () -> false,
                (_, _) -> tail);
    }

    private void open(StateStore store) {
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
    }
}
