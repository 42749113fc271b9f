package org.reasoningrouter.router.batch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The slots of one stream thread, by partition and offset. Confined to that thread.
public final class PollSlots {

    /// Of each partition, in the order of its offsets.
    private final Map<Integer, ArrayDeque<Held>> slots = new HashMap<>();

    private boolean moreWaits;
    private int size;

    private record Held(long offset, Slot slot) {}

    /// A poll has come, and with it all there was, or as much as one may bring.
    void polled(boolean moreWaits) {
        this.moreWaits = moreWaits;
    }

    /// Whether all that waited for this thread has been read and its last slot taken.
    public boolean isCaughtUp() {
        return size == 0 && !moreWaits;
    }

    /// Keeps a slot until its record is processed. A record that is polled again replaces its slot,
    /// and those of all that came after it: they will come again too.
    void put(int partition, long offset, Slot slot) {
        var held = slots.computeIfAbsent(partition, _ -> new ArrayDeque<>());
        while (!held.isEmpty() && held.getLast().offset() >= offset) {
            drop(held.removeLast());
        }
        held.add(new Held(offset, slot));
        size++;
    }

    /// The slot of the record that is processed now. Whatever lies before it will not be processed
    /// any more.
    public Optional<Slot> take(int partition, long offset) {
        var held = slots.get(partition);
        if (held == null) {
            return Optional.empty();
        }
        while (!held.isEmpty() && held.getFirst().offset() < offset) {
            drop(held.removeFirst());
        }
        if (held.isEmpty() || held.getFirst().offset() != offset) {
            return Optional.empty();
        }
        size--;
        return Optional.of(held.removeFirst().slot());
    }

    /// Forgets a partition that this thread no longer has.
    public void drop(int partition) {
        var held = slots.remove(partition);
        if (held != null) {
            held.forEach(this::drop);
        }
    }

    private void drop(Held held) {
        size--;
        held.slot().drop();
    }
}
