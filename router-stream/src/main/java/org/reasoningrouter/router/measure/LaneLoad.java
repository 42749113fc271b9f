package org.reasoningrouter.router.measure;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.LaneBacklog;

/// The thinking prompts of one lane in one partition of the ledger: how many are pending, and what
/// the answers of the last minute had waited and taken. It goes into a store whole.
///
/// @param quietSince when the last was answered, or pending became more than none
/// @param slices of ten seconds, oldest first, a minute of them at most
public record LaneLoad(long pending, Optional<Instant> quietSince, List<Slice> slices) {

    private static final Duration SLICE = Duration.ofSeconds(10);
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final long NEVER = Long.MIN_VALUE;

    /// Answers of ten seconds.
    record Slice(long start, long answered, long waitedMicros, long servedMicros) {}

    public LaneLoad {
        slices = List.copyOf(slices);
    }

    public static LaneLoad none() {
        return new LaneLoad(0, Optional.empty(), List.of());
    }

    public LaneLoad opened(Instant now) {
        return new LaneLoad(pending + 1, quietSince.or(() -> Optional.of(now)), slices);
    }

    /// A pending one ended, with or without an answer. One from before there was a count leaves
    /// none.
    public LaneLoad closed() {
        var left = Math.max(0, pending - 1);
        return new LaneLoad(left, left == 0 ? Optional.empty() : quietSince, slices);
    }

    public LaneLoad answered(Answer answer, Instant now) {
        var start = now.toEpochMilli() / SLICE.toMillis() * SLICE.toMillis();
        var one =
                new Slice(
                        start,
                        1,
                        micros(answer.getRequestedAt(), answer.getTakenAt()),
                        micros(answer.getTakenAt(), answer.getFinishedAt()));
        var all = new ArrayList<>(since(now));
        if (!all.isEmpty() && all.getLast().start() == start) {
            one = sum(all.removeLast(), one);
        }
        all.add(one);
        return new LaneLoad(pending, pending == 0 ? Optional.empty() : Optional.of(now), all);
    }

    /// Whether nothing is pending and nothing was answered of late.
    public boolean isIdle(Instant now) {
        return pending == 0 && since(now).isEmpty();
    }

    public LaneBacklog report(Lane lane, int partition, Instant now) {
        var minute = since(now);
        return LaneBacklog.newBuilder()
                .setLane(lane)
                .setPartition(partition)
                .setAt(now)
                .setPending(pending)
                .setQuietSince(quietSince.orElse(null))
                .setAnswered(minute.stream().mapToLong(Slice::answered).sum())
                .setWaitedMicros(minute.stream().mapToLong(Slice::waitedMicros).sum())
                .setServedMicros(minute.stream().mapToLong(Slice::servedMicros).sum())
                .build();
    }

    /// Its key on `control`.
    public static String key(Lane lane, int partition) {
        return "lane-backlog|" + lane + "|" + partition;
    }

    private List<Slice> since(Instant now) {
        var from = now.minus(SPAN).toEpochMilli();
        return slices.stream().filter(slice -> slice.start() > from).toList();
    }

    private static Slice sum(Slice one, Slice other) {
        return new Slice(
                one.start(),
                one.answered() + other.answered(),
                one.waitedMicros() + other.waitedMicros(),
                one.servedMicros() + other.servedMicros());
    }

    private static long micros(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1_000);
    }

    public byte[] toBytes() {
        var out = ByteBuffer.allocate((2 + 4 * slices.size()) * Long.BYTES);
        out.putLong(pending).putLong(quietSince.map(Instant::toEpochMilli).orElse(NEVER));
        for (var slice : slices) {
            out.putLong(slice.start()).putLong(slice.answered());
            out.putLong(slice.waitedMicros()).putLong(slice.servedMicros());
        }
        return out.array();
    }

    public static LaneLoad of(byte[] stored) {
        var in = ByteBuffer.wrap(stored);
        var pending = in.getLong();
        var quietSince = in.getLong();
        var slices = new ArrayList<Slice>();
        while (in.hasRemaining()) {
            slices.add(new Slice(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
        }
        return new LaneLoad(
                pending,
                quietSince == NEVER
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(quietSince)),
                slices);
    }
}
