package org.reasoningrouter.bench.peers;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.peers.FlinkTopology.Incoming;
import org.reasoningrouter.bench.peers.FlinkTopology.Outgoing;
import org.reasoningrouter.bench.peers.PeerWork.Waiting;

/// Gathers prompts until there are enough or the oldest has waited long enough, and routes them.
///
/// It has no state: what it holds leaves before each checkpoint.
final class FlinkBatchProcessor extends AbstractStreamOperator<Outgoing>
        implements OneInputStreamOperator<Incoming, Outgoing> {

    @Serial private static final long serialVersionUID = 1;

    private static final Duration LONGEST = Duration.ofMillis(20);

    /// Flink makes its operators by deserialisation, so nothing can be handed to one.
    private static final AtomicReference<@Nullable Shared> SHARED = new AtomicReference<>();

    private final int most;
    private transient List<Waiting> held = List.of();
    private transient @Nullable Shared shared;
    private transient @Nullable Serializer<SpecificRecord> serializer;
    private transient long heldSince;

    private record Shared(PeerSettings settings, PeerWork work) {}

    /// @param most prompts that it holds
    FlinkBatchProcessor(int most) {
        this.most = most;
    }

    /// What all operators of this JVM work with; before the job starts.
    static void share(PeerSettings settings, PeerWork work) {
        SHARED.set(new Shared(settings, work));
    }

    @Override
    public void open() throws Exception {
        super.open();
        held = new ArrayList<>();
        shared = SHARED.get();
        serializer = required().settings().serdes().serializer(SpecificRecord.class);
    }

    @Override
    public void processElement(StreamRecord<Incoming> element) {
        var rec = element.getValue();
        var now = Instant.now();
        if (held.isEmpty()) {
            heldSince = now.toEpochMilli();
            // What fails in it fails the job.
            var _ =
                    getProcessingTimeService()
                            .registerTimer(heldSince + LONGEST.toMillis(), this::flushIfDue);
        }
        held.add(required().work().read(rec.key(), rec.value(), rec.timestamp(), now));
        if (held.size() >= most) {
            flush();
        }
    }

    // A timer of prompts that have left already finds younger ones.
    private void flushIfDue(long at) {
        if (heldSince + LONGEST.toMillis() <= at) {
            flush();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    private void flush() {
        var settings = required().settings();
        for (var dispatch : required().work().route(held)) {
            var decision = dispatch.decision();
            send(settings.requestTopic(decision), decision.getPromptId(), dispatch.request());
            send(settings.topics().decisions().name(), decision.getPromptId(), decision);
        }
        held.clear();
    }

    private void send(String topic, String id, SpecificRecord value) {
        if (serializer != null) {
            var bytes = serializer.serialize(topic, value);
            output.collect(
                    new StreamRecord<>(
                            new Outgoing(topic, id.getBytes(StandardCharsets.UTF_8), bytes)));
        }
    }

    private Shared required() {
        if (shared == null) {
            throw new IllegalStateException("nothing was shared before the job started");
        }
        return shared;
    }
}
