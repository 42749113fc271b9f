package org.reasoningrouter.router.decide;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What one partition has set aside for the thinking prompts of one tenant, in the hour and the day
/// that run. All purses are counted, limited or not, so a limit that comes later finds its window's
/// sum.
public final class PartitionSpend {

    private static final int BYTES_EACH = 2 * Long.BYTES;

    private final Map<Purse, Counted> sums;

    private record Counted(long startMillis, long amount) {}

    private PartitionSpend(Map<Purse, Counted> sums) {
        this.sums = sums;
    }

    public static PartitionSpend none() {
        return new PartitionSpend(Map.of());
    }

    /// The instant, or the start of the newest window if that is later. Decisions do not come in
    /// the order of their times, and one that comes when a window has begun is of that window: what
    /// was counted in it must not be forgotten for one that is over.
    Instant notBefore(Instant at) {
        return sums.values().stream()
                .map(it -> Instant.ofEpochMilli(it.startMillis()))
                .filter(at::isBefore)
                .max(Comparator.naturalOrder())
                .orElse(at);
    }

    /// Of the window that an instant belongs to.
    long in(Purse purse, Instant at) {
        var start = purse.start(notBefore(at)).toEpochMilli();
        return Optional.ofNullable(sums.get(purse))
                .filter(it -> it.startMillis() == start)
                .map(Counted::amount)
                .orElse(0L);
    }

    PartitionSpend plus(Amount amount, Instant at) {
        var more = new EnumMap<Purse, Counted>(Purse.class);
        for (var purse : Purse.values()) {
            var start = purse.start(notBefore(at)).toEpochMilli();
            more.put(purse, new Counted(start, in(purse, at) + purse.of(amount)));
        }
        return new PartitionSpend(more);
    }

    /// Whether all its windows are over.
    public boolean isOver(Instant now) {
        return sums.entrySet().stream()
                .allMatch(
                        it -> it.getValue().startMillis() < it.getKey().start(now).toEpochMilli());
    }

    public byte[] toBytes() {
        var bytes = ByteBuffer.allocate(Purse.values().length * BYTES_EACH);
        for (var purse : Purse.values()) {
            var counted = sums.getOrDefault(purse, new Counted(0, 0));
            bytes.putLong(counted.startMillis()).putLong(counted.amount());
        }
        return bytes.array();
    }

    public static PartitionSpend of(byte[] stored) {
        var bytes = ByteBuffer.wrap(stored);
        var sums = new EnumMap<Purse, Counted>(Purse.class);
        for (var purse : Purse.values()) {
            sums.put(purse, new Counted(bytes.getLong(), bytes.getLong()));
        }
        return new PartitionSpend(sums);
    }
}
