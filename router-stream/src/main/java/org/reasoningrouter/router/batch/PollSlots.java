package org.reasoningrouter.router.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The slots of one stream thread, by partition and offset. Confined to that thread.
public final class PollSlots {

    private final Map<Integer, TreeMap<Long, Slot>> slots = new HashMap<>();
    private boolean moreWaits;
    private int size;

    /// A poll has come, and with it all there was, or as much as one may bring.
    void polled(boolean moreWaits) {
        this.moreWaits = moreWaits;
    }

    /// Whether all that waited for this thread has been read and its last slot taken.
    public boolean isCaughtUp() {
        return size == 0 && !moreWaits;
    }

    /// Keeps a slot until its record is processed. A record that is polled again replaces its slot.
    void put(int partition, long offset, Slot slot) {
        var before = slots.computeIfAbsent(partition, _ -> new TreeMap<>()).put(offset, slot);
        if (before == null) {
            size++;
        } else {
            before.drop();
        }
    }

    /// The slot of the record that is processed now. Whatever lies before it will not be processed
    /// any more.
    public Optional<Slot> take(int partition, long offset) {
        var ofPartition = slots.get(partition);
        if (ofPartition == null) {
            return Optional.empty();
        }
        var passed = ofPartition.headMap(offset);
        size -= passed.size();
        passed.values().forEach(Slot::drop);
        passed.clear();
        var slot = Optional.ofNullable(ofPartition.remove(offset));
        size -= slot.isPresent() ? 1 : 0;
        return slot;
    }

    /// Forgets a partition that this thread no longer has.
    public void drop(int partition) {
        var ofPartition = slots.remove(partition);
        if (ofPartition != null) {
            size -= ofPartition.size();
            ofPartition.values().forEach(Slot::drop);
        }
    }
}
