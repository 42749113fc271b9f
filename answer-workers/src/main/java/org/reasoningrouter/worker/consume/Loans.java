package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.worker.consume.Lent.Returned;

/// What a plain consumer has read of its partitions, from reading to the commit. The thread that
/// polls owns it; slots reach it only through the queue and by giving back.
///
/// A request is lent to the slots only after the commit that says so: a request that kills the
/// process at once is counted all the same, and ends at its last delivery.
final class Loans {

    /// What is committed of a partition.
    record Mark(long offset, String note) {}

    private final Lane lane;
    private final RequestQueue queue;
    private final int ahead;
    private final Map<Integer, OffsetWindow> windows = new HashMap<>();
    private final Map<Integer, Mark> committed = new HashMap<>();
    private final List<Lent> unlent = new ArrayList<>();
    private final Set<Lent> lent = new HashSet<>();
    private final Set<OffsetWindow> recalled = new HashSet<>();
    private final BlockingQueue<Returned> returned = new LinkedBlockingQueue<>();

    /// @param ahead no more is read while so many wait for a slot
    Loans(Lane lane, RequestQueue queue, int ahead) {
        this.lane = lane;
        this.queue = queue;
        this.ahead = ahead;
    }

    boolean isOpen(int partition) {
        return windows.containsKey(partition);
    }

    /// Begins with a partition where the worker before it has ended.
    void open(int partition, Mark from) {
        windows.put(partition, OffsetWindow.from(from.offset(), from.note()));
        committed.put(partition, from);
    }

    /// Takes a request that was read; what was answered before a crash is passed over.
    void read(Delivery delivery) {
        var window = window(delivery.origin().partition());
        var times = window.take(delivery.origin().offset());
        times.ifPresent(
                count -> unlent.add(new Lent(delivery.again(count), window, returned::add)));
    }

    /// Whether something was read that no slot may see before a commit.
    boolean hasUnlent() {
        return !unlent.isEmpty();
    }

    /// Lends what was read, after the commit.
    void lend() {
        lent.addAll(unlent);
        unlent.forEach(queue::add);
        unlent.clear();
    }

    boolean wantsMore() {
        return unlent.isEmpty() && queue.size(lane) < ahead;
    }

    /// Takes back what slots have given back; what is not finished is lent once more.
    void settle() {
        for (var next = returned.poll(); next != null; next = returned.poll()) {
            settle(next);
        }
    }

    /// Takes requests of the partitions back from the queue, and waits so long for the slots that
    /// hold one. What comes back unfinished from now on stays with us no longer.
    void recall(Collection<Integer> partitions, Duration most) {
        var leaving = windows(partitions);
        recalled.addAll(leaving);
        unlent.removeIf(it -> leaving.contains(it.window()));
        queue.drop(lane, it -> leaving.contains(it.window()) && lent.remove(it));
        var until = System.nanoTime() + most.toNanos();
        while (isAnyLent(leaving) && System.nanoTime() < until) {
            await(until - System.nanoTime());
        }
    }

    private void await(long nanos) {
        try {
            var next = returned.poll(nanos, TimeUnit.NANOSECONDS);
            if (next != null) {
                settle(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void settle(Returned back) {
        lent.remove(back.lent());
        var window = back.lent().window();
        if (!windows.containsValue(window)) {
            return; // Another worker has the partition.
        }
        var offset = back.lent().delivery().origin().offset();
        if (back.finished()) {
            window.finish(offset);
        } else if (!recalled.contains(window)) {
            unlent.add(back.lent().again(window.takeAgain(offset)));
        }
    }

    /// Cuts off the calls of the partitions: the worker that gets them begins anew.
    void cancel(Collection<Integer> partitions) {
        var leaving = windows(partitions);
        lent.stream().filter(it -> leaving.contains(it.window())).forEach(Lent::cancel);
    }

    /// Counts what is unfinished as not handed out, for the worker that gets the partitions.
    void giveBack(Collection<Integer> partitions) {
        windows(partitions).forEach(OffsetWindow::giveBack);
    }

    void close(Collection<Integer> partitions) {
        recalled.removeAll(windows(partitions));
        partitions.forEach(windows::remove);
        partitions.forEach(committed::remove);
    }

    /// Moves on over what is no request, where nothing is in hand.
    void skipTo(int partition, long position) {
        window(partition).skipTo(position);
    }

    /// What must be committed: where something has changed since the last commit.
    Map<Integer, Mark> due() {
        var due = new HashMap<Integer, Mark>();
        windows.forEach((partition, window) -> {
            var mark = new Mark(window.prefix(), window.note());
            if (!mark.equals(committed.get(partition))) {
                due.put(partition, mark);
            }
        });
        return due;
    }

    void committed(Map<Integer, Mark> marks) {
        committed.putAll(marks);
    }

    Set<Integer> partitions() {
        return Set.copyOf(windows.keySet());
    }

    boolean isAnyLent() {
        return !lent.isEmpty();
    }

    private boolean isAnyLent(Set<OffsetWindow> of) {
        return lent.stream().anyMatch(it -> of.contains(it.window()));
    }

    private Set<OffsetWindow> windows(Collection<Integer> partitions) {
        var found = new HashSet<OffsetWindow>();
        partitions.stream().filter(this::isOpen).map(this::window).forEach(found::add);
        return found;
    }

    private OffsetWindow window(int partition) {
        return Objects.requireNonNull(windows.get(partition));
    }
}
