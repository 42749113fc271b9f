package org.reasoningrouter.router.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.Amount;
import org.reasoningrouter.router.join.Settlement.Ended;
import org.reasoningrouter.router.join.Settlement.Late;
import org.reasoningrouter.router.join.Settlement.Opened;
import org.reasoningrouter.router.join.Settlement.Repeated;
import org.reasoningrouter.router.join.Settlement.Settled;
import org.reasoningrouter.router.measure.BudgetEvent;
import org.reasoningrouter.router.measure.LaneLoad;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Control;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;

/// The stores behind the ledger's rules: reads decisions and answers of one partition, asks the
/// rules, and writes down what they say.
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class LedgerProcessor implements Processor<byte[], byte[], byte[], Object> {

    public static final String PENDING = "pending";
    public static final String DEADLINES = "deadlines";
    public static final String ENDED = "ended";
    public static final String LANES = "lanes";

    private static final Duration TICK = Duration.ofMillis(250);
    private static final byte[] NOTHING = {};
    private static final Unreadable<?> MISSING_ID =
            new Unreadable<>("missing_id", "the record names no prompt");

    private final LedgerParts parts;
    private ProcessorContext<byte[], Object> context;
    private KeyValueStore<String, byte[]> pending;
    private KeyValueStore<Bytes, byte[]> deadlines;
    private WindowStore<String, byte[]> ended;
    private KeyValueStore<String, byte[]> lanes;
    private LaneLoads loads;
    private LedgerPublisher to;
    private ReadHorizon horizon;
    private Instant nextReport = Instant.MIN;

    /// The least deadline that may stand in the index; spares a tick the tombstones before it.
    private long firstDeadline;

    public LedgerProcessor(LedgerParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        to = new LedgerPublisher(context, parts.meters());
        pending = context.getStateStore(PENDING);
        deadlines = context.getStateStore(DEADLINES);
        ended = context.getStateStore(ENDED);
        lanes = context.getStateStore(LANES);
        loads = new LaneLoads(lanes::get, lanes::put);
        firstDeadline = 0;
        horizon = new ReadHorizon(parts.tails().apply(context.appConfigs(), partition()));
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> tick());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var at = context.recordMetadata().orElseThrow();
        if (at.topic().equals(parts.answersTopic())) {
            readAnswer(record, at);
            horizon.read(at.offset());
        } else {
            readDecision(record, at);
        }
    }

    private void readDecision(Record<byte[], byte[]> record, RecordMetadata at) {
        switch (read(parts.decisions(), record.value())) {
            case Intact(var decision) when !decision.getPromptId().isEmpty() ->
                    decided(decision, record.value());
            case Intact<Decision> _ -> to.bury(record, at, MISSING_ID);
            case Unreadable<Decision> damage -> to.bury(record, at, damage);
        }
    }

    private void readAnswer(Record<byte[], byte[]> record, RecordMetadata at) {
        switch (read(parts.answers(), record.value())) {
            case Intact(var answer) when !answer.getPromptId().isEmpty() -> answered(answer);
            case Intact<Answer> _ -> to.bury(record, at, MISSING_ID);
            case Unreadable<Answer> damage -> to.bury(record, at, damage);
        }
    }

    private void decided(Decision decision, byte[] bytes) {
        var now = parts.clock().instant();
        var id = decision.getPromptId();
        var marker = marker(id, now);
        var isPending = marker.isEmpty() && pending.get(id) != null;
        settle(
                id,
                marker,
                parts.ledger().onDecision(decision, marker.map(Marked::marker), isPending, now),
                bytes);
    }

    private void answered(Answer answer) {
        var now = parts.clock().instant();
        var id = answer.getPromptId();
        var marker = marker(id, now);
        var settlement = parts.ledger().onAnswer(answer, marker.map(Marked::marker), now);
        settle(id, marker, settlement, NOTHING);
        settlement
                .lesson(answer)
                .ifPresent(thought -> to.forward(id, thought, now, LedgerPublisher.LESSONS));
        var used = parts.ledger().thinking(answer, marker.map(Marked::marker));
        settlement
                .spending(answer, used)
                .ifPresent(it -> to.book(id, answer.getDecision(), it, now));
        if (settlement instanceof Ended) {
            loads.answered(answer, now);
        }
    }

    private void settle(String id, Optional<Marked> before, Settlement settlement, byte[] bytes) {
        switch (settlement) {
            case Opened(var decision) -> open(id, decision, bytes, parts.clock().instant());
            case Ended end -> end(id, end);
            case Late(var late, var marker) -> {
                var endedAt = before.map(Marked::endedAt).orElseThrow();
                ended.put(id, marker.toBytes(), endedAt);
                parts.meters().late(late);
                to.late(id, late);
            }
            case Repeated() -> parts.meters().repeated();
            case Settled() -> {}
        }
    }

    private void open(String id, Decision decision, byte[] bytes, Instant now) {
        var key = DeadlineKey.of(decision.getDeadline(), id);
        pending.put(id, Pending.of(key.millis(), bytes));
        deadlines.put(Bytes.wrap(key.toBytes()), NOTHING);
        firstDeadline = Math.min(firstDeadline, key.millis());
        to.ask(id, decision, now);
        loads.opened(decision, now);
    }

    private void end(String id, Ended end) {
        var result = end.result();
        var open = pending.delete(id);
        if (open == null) {
            to.ask(id, result.getDecision(), result.getFinishedAt());
        } else {
            var key = new DeadlineKey(Pending.deadlineMillis(open), id);
            deadlines.delete(Bytes.wrap(key.toBytes()));
            loads.closed(result.getDecision());
        }
        ended.put(id, end.marker().toBytes(), result.getFinishedAt().toEpochMilli());
        parts.meters().ended(result);
        to.ended(id, result);
    }

    private void tick() {
        var started = System.nanoTime();
        var now = parts.clock().instant();
        horizon.hear();
        if (!expireDue(now)) {
            horizon.ask(now);
            horizon.hear();
            expireDue(now);
        }
        report(now);
        parts.meters().pending(partition(), pending.approximateNumEntries());
        parts.meters().ticked(Duration.ofNanos(System.nanoTime() - started));
    }

    /// Says how long thinking prompts queue. A lane that has come to rest is named once more, with
    /// nothing in it.
    private void report(Instant now) {
        if (now.isBefore(nextReport) || !parts.controlStands().getAsBoolean()) {
            return;
        }
        nextReport = now.plus(parts.settings().backlogEvery());
        for (var lane : Lane.values()) {
            loads.of(lane).ifPresent(load -> report(lane, load, now));
        }
    }

    private void report(Lane lane, LaneLoad load, Instant now) {
        var control =
                Control.newBuilder().setLaneBacklog(load.report(lane, partition(), now)).build();
        to.forward(LaneLoad.key(lane, partition()), control, now, LedgerPublisher.BACKLOG);
        if (load.isIdle(now)) {
            lanes.delete(lane.name());
        }
    }

    /// Expires what is due, oldest first; false when it met a prompt that may yet have been
    /// answered.
    private boolean expireDue(Instant now) {
        var due = due(now.minus(parts.settings().grace()).toEpochMilli());
        for (var key : due) {
            if (!horizon.covers(key.deadline())) {
                return false;
            }
            expire(key, now);
            firstDeadline = key.millis();
        }
        return true;
    }

    private List<DeadlineKey> due(long until) {
        var due = new ArrayList<DeadlineKey>();
        if (until < firstDeadline) {
            return due;
        }
        var from = Bytes.wrap(DeadlineKey.first(firstDeadline));
        var to = Bytes.wrap(DeadlineKey.first(until + 1));
        try (var keys = deadlines.range(from, to)) {
            while (keys.hasNext() && due.size() < parts.settings().expiriesPerTick()) {
                due.add(DeadlineKey.of(keys.next().key.get()));
            }
        }
        return due;
    }

    private void expire(DeadlineKey key, Instant now) {
        var open = pending.get(key.promptId());
        if (open == null) {
            deadlines.delete(Bytes.wrap(key.toBytes()));
            return;
        }
        var decision = Pending.decision(open);
        switch (read(parts.decisions(), decision)) {
            case Intact(var intact) -> {
                end(key.promptId(), parts.ledger().onDeadline(intact, now));
                BudgetEvent.ended(intact, Amount.NOTHING)
                        .ifPresent(event -> to.book(key.promptId(), intact, event, now));
            }
            case Unreadable<Decision> damage -> abandon(key, decision, damage, now);
        }
    }

    /// Ends a prompt whose decision could be read once and no longer can: its schema was deleted.
    private void abandon(DeadlineKey key, byte[] bytes, Unreadable<Decision> damage, Instant now) {
        pending.delete(key.promptId());
        deadlines.delete(Bytes.wrap(key.toBytes()));
        var record = new Record<>(key.promptId().getBytes(UTF_8), bytes, now.toEpochMilli());
        to.bury(record, new DeadLetter(PENDING, partition(), -1, damage.error(), damage.message()));
    }

    private <V extends SpecificRecord> Reading<V> read(
            RecordReader<V> reader, byte @Nullable [] bytes) {
        return parts.patience().until(() -> reader.read(bytes));
    }

    private Optional<Marked> marker(String id, Instant now) {
        var from = now.minus(parts.settings().markerRetention());
        Optional<Marked> newest = Optional.empty();
        try (var markers = ended.fetch(id, from, now.plus(parts.settings().markerRetention()))) {
            while (markers.hasNext()) {
                var marker = markers.next();
                newest = Optional.of(new Marked(Marker.of(marker.value), marker.key));
            }
        }
        return newest;
    }

    private record Marked(Marker marker, long endedAt) {}

    private int partition() {
        return context.taskId().partition();
    }

    @Override
    public void close() {
        horizon.close();
        parts.meters().gone(partition());
    }
}
