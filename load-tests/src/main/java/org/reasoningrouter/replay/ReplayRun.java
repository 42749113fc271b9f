package org.reasoningrouter.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;

/// The rows of an input sent into a replay's topics, until each of them has its result.
///
/// What was sent before is not sent again, and what was answered before is taken as it is. Of each
/// asking it holds two bits.
final class ReplayRun implements AutoCloseable {

    /// Between two looks at the results, at most.
    private static final int FEED = 500;

    private final Parts parts;
    private final Limits limits;
    private final Producer<String, Prompt> producer;
    private final ReplayTopicsConsumer consumer;
    private final LongSupplier nanos = System::nanoTime;
    private final BitSet sent;
    private final BitSet done = new BitSet();
    private final Queue<Unsent> unsent = new ConcurrentLinkedQueue<>();
    private long started;
    private long sentHere;
    private long answeredHere;
    private final BitSet tooLarge = new BitSet();
    private long lastResult;
    private boolean costStopped;
    private Optional<Waiting> waiting = Optional.empty();

    /// What a run works with.
    ///
    /// @param results takes every result by its row; closed by its owner
    record Parts(
            ReplayCluster cluster,
            ReplayPrograms programs,
            Askings askings,
            ArrivalSchedule schedule,
            Spending spending,
            RowSorter results,
            Listener listener) {}

    /// What a run may take.
    ///
    /// @param pending the most that wait for their results at a time
    /// @param patience how long no result may come while some are awaited
    record Limits(int pending, Duration patience) {}

    /// Who hears of it. All calls come from the thread that runs.
    interface Listener {
        void progress(Progress progress);
    }

    /// How far it is.
    ///
    /// @param done askings with a result, those of earlier runs included
    /// @param answeredHere those of this run
    record Progress(long done, long pending, long spentNanos, long answeredHere, Duration since) {}

    /// How it ended.
    ///
    /// @param sentBefore askings that an earlier run had sent
    /// @param tooLarge askings that no record can hold
    /// @param costStopped whether the most that it may cost stopped it
    record Outcome(long sentBefore, long sentHere, long done, long tooLarge, boolean costStopped) {}

    private record Unsent(int index, Exception why) {}

    /// A row that is not due yet, or not sent whole.
    private record Waiting(Taken row, int asking, Duration due) {}

    ReplayRun(Parts parts, Limits limits) {
        this.parts = parts;
        this.limits = limits;
        var topics = parts.programs().topics();
        var serdes = parts.programs().serdes();
        consumer = new ReplayTopicsConsumer(parts.cluster(), topics, serdes);
        Map<String, Object> configs = new HashMap<>(parts.cluster().kafka());
        configs.put("client.id", ReplayTopicsConsumer.clientId(topics));
        configs.put("max.request.size", Topics.PROMPT_BYTES);
        configs.put("compression.type", "lz4");
        configs.put("linger.ms", 5);
        producer =
                new KafkaProducer<>(
                        configs, new StringSerializer(), serdes.serializer(Prompt.class));
        sent = consumer.sent(parts.askings());
        consumer.catchUp(this::take);
        answeredHere = 0;
        started = nanos.getAsLong();
        lastResult = started;
    }

    /// @throws IllegalStateException when no result comes any more
    Outcome run(Survey.Rows rows) throws IOException {
        var before = sent.cardinality();
        var more = true;
        while (more || pending() > 0) {
            more = more && feed(rows);
            forgetUnsent();
            consumer.poll(this::take, more ? untilNext() : ReplayTopicsConsumer.POLL);
            var since = since();
            parts.listener()
                    .progress(
                            new Progress(
                                    done.cardinality(),
                                    pending(),
                                    parts.spending().spentNanos(),
                                    answeredHere,
                                    since));
            requireProgress();
        }
        return new Outcome(
                before, sentHere, done.cardinality(), tooLarge.cardinality(), costStopped);
    }

    // Who waited for results beyond the time of the next row would send rows in heaps.
    private Duration untilNext() {
        var most = ReplayTopicsConsumer.POLL;
        if (waiting.isEmpty() || pending() >= limits.pending()) {
            return most;
        }
        var left = waiting.get().due().minus(since());
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
    }

    private Duration since() {
        return Duration.ofNanos(nanos.getAsLong() - started);
    }

    private long pending() {
        return sent.cardinality() - (long) done.cardinality();
    }

    /// Whether there is more to send.
    private boolean feed(Survey.Rows rows) throws IOException {
        var pending = pending();
        for (var i = 0; i < FEED && pending < limits.pending(); i++) {
            if (waiting.isEmpty() && !readAhead(rows)) {
                return false;
            }
            var next = waiting.orElseThrow();
            if (next.due().compareTo(since()) > 0) {
                return true;
            }
            if (!parts.spending().allowsOneMore(pending)) {
                costStopped = true;
                return false;
            }
            // Nobody was waited for until now.
            lastResult = pending == 0 ? nanos.getAsLong() : lastResult;
            send(next);
            pending++;
        }
        return true;
    }

    /// Finds the next row of which something was not sent.
    private boolean readAhead(Survey.Rows rows) throws IOException {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            if (row.get() instanceof Taken taken) {
                var asking = nextAsking(taken.number(), 0);
                if (asking < parts.askings().each().size()) {
                    var due = parts.schedule().next(taken.submittedAt());
                    waiting = Optional.of(new Waiting(taken, asking, due));
                    return true;
                }
            }
        }
        return false;
    }

    private int nextAsking(long row, int from) {
        var asking = from;
        while (asking < parts.askings().each().size()
                && sent.get(parts.askings().index(row, asking))) {
            asking++;
        }
        return asking;
    }

    private void send(Waiting next) {
        var row = next.row().number();
        var index = parts.askings().index(row, next.asking());
        var prompt = parts.askings().prompt(next.row().prompt(), row, next.asking());
        var topic = parts.programs().topics().prompts().name();
        sent.set(index);
        sentHere++;
        var _ =
                producer.send(
                        new ProducerRecord<>(topic, prompt.getPromptId(), prompt),
                        (_, e) -> {
                            if (e != null) {
                                unsent.add(new Unsent(index, e));
                            }
                        });
        if (sentHere == 1) {
            // The first send waits for broker and registry; the next ones must not catch up on
            // that.
            started = nanos.getAsLong() - next.due().toNanos();
        }
        var asking = nextAsking(row, next.asking() + 1);
        waiting =
                asking < parts.askings().each().size()
                        ? Optional.of(new Waiting(next.row(), asking, next.due()))
                        : Optional.empty();
    }

    // What no record can hold has no result to wait for. All else is not the prompt's fault.
    private void forgetUnsent() {
        for (var it = unsent.poll(); it != null; it = unsent.poll()) {
            if (!(it.why() instanceof RecordTooLargeException)) {
                throw new IllegalStateException(
                        "the cluster did not take a prompt (%s): give the same command again to go on"
                                .formatted(it.why().getMessage()),
                        it.why());
            }
            sent.clear(it.index());
            sentHere--;
            tooLarge.set(it.index());
        }
    }

    /// Whether no record can hold this asking.
    boolean isTooLarge(int index) {
        return tooLarge.get(index);
    }

    private void take(Result result) {
        var index = parts.askings().indexOf(result.getAttributes());
        if (index.isEmpty() || done.get(index.getAsInt())) {
            return;
        }
        done.set(index.getAsInt());
        sent.set(index.getAsInt());
        answeredHere++;
        lastResult = nanos.getAsLong();
        parts.spending().add(result.getCostNanos());
        keep(result);
    }

    private void keep(Result result) {
        var attributes = result.getAttributes();
        var key =
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                        .putLong(Askings.row(attributes))
                        .putInt(Askings.asking(attributes))
                        .array();
        try {
            var encoded = Result.getEncoder().encode(result);
            var value = new byte[encoded.remaining()];
            encoded.get(value);
            parts.results().add(key, value);
        } catch (IOException e) {
            throw new UncheckedIOException("the results cannot be kept: " + e.getMessage(), e);
        }
    }

    private void requireProgress() {
        if (pending() > 0 && nanos.getAsLong() - lastResult > limits.patience().toNanos()) {
            throw new IllegalStateException(
                    "no result came for %d s while %,d were awaited: see the log file, and give the"
                                    .formatted(limits.patience().toSeconds(), pending())
                            + " same command again to go on");
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
