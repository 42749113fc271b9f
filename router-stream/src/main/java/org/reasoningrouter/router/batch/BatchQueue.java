package org.reasoningrouter.router.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.wire.Lane;

/// The prompts that have their tokens and wait for a batch, and the rule by which batches leave.
///
/// Lengths are kept apart in buckets of powers of two, so that no prompt is padded to more than
/// twice its length. Interactive prompts go before bulk ones; within a lane the oldest prompt
/// decides which bucket leaves, so none starves.
final class BatchQueue {

    private static final Comparator<Ready> TURN =
            Comparator.comparing(BatchQueue::lane).thenComparingLong(Ready::since);

    /// Whether waiting longer may fill a batch further.
    enum More {
        /// No: nothing is on its way.
        NONE,
        /// Perhaps: a poll is open.
        PERHAPS,
        /// Yes, whenever it gets a core: a prompt is on its way here.
        COMING
    }

    private final BatchLimits limits;
    private final Map<Integer, List<Ready>> buckets = new TreeMap<>();
    private long lastAdded;

    BatchQueue(BatchLimits limits) {
        this.limits = limits;
    }

    void add(Ready ready) {
        buckets.computeIfAbsent(ready.bucket(), _ -> new ArrayList<>()).add(ready);
        lastAdded = ready.since();
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    /// The next batch to leave, taken out; empty when waiting longer may fill it further.
    List<Ready> next(long now, More more) {
        buckets.values().forEach(bucket -> bucket.removeIf(ready -> !ready.ticket().isOpen()));
        buckets.values().removeIf(List::isEmpty);
        var batch = leaving(now, more);
        batch.stream().findFirst().ifPresent(first -> remove(first.bucket(), batch));
        return batch;
    }

    /// How long until a batch leaves even if none is full. The linger counts from the prompt that
    /// came last, and only while none is on its way: busy cores may take longer to bring one.
    long lingerLeft(long now, More more) {
        var most = limits.lingerMost().toNanos();
        var left = waiting().mapToLong(ready -> most - (now - ready.since())).min().orElse(0);
        return switch (more) {
            case NONE -> 0;
            case PERHAPS -> Math.min(left, lingerLeft(now));
            case COMING -> left;
        };
    }

    private long lingerLeft(long now) {
        return limits.linger().toNanos() - (now - lastAdded);
    }

    private List<Ready> leaving(long now, More more) {
        var turn = waiting().min(TURN).map(this::batchOf);
        if (more == More.NONE || (more == More.PERHAPS && lingerLeft(now) <= 0)) {
            return turn.orElse(List.of());
        }
        // The one whose turn it is may wait for more of its length; a full batch need not.
        return turn.filter(this::isFull).or(() -> overdue(now)).or(this::anyFull).orElse(List.of());
    }

    private Optional<List<Ready>> overdue(long now) {
        var most = limits.lingerMost().toNanos();
        return waiting().filter(r -> now - r.since() >= most).min(TURN).map(this::batchOf);
    }

    private Optional<List<Ready>> anyFull() {
        return buckets.values().stream()
                .map(bucket -> batchOf(Collections.min(bucket, TURN)))
                .filter(this::isFull)
                .findFirst();
    }

    /// The batch that a prompt leaves with: of its bucket, interactive ones first, the most alike
    /// in length.
    @SuppressWarnings("ReferenceEquality") // two tickets may look alike
    private List<Ready> batchOf(Ready first) {
        var alike =
                Comparator.comparing(BatchQueue::lane)
                        .thenComparingInt(r -> Math.abs(r.length() - first.length()))
                        .thenComparingLong(Ready::since);
        var others = bucketOf(first).stream().filter(r -> r != first).sorted(alike).toList();
        var batch = new ArrayList<>(List.of(first));
        for (var ready : others) {
            var longest = Math.max(longest(batch), ready.length());
            if (!limits.fits(batch.size() + 1, longest)) {
                break;
            }
            batch.add(ready);
        }
        return batch;
    }

    private boolean isFull(List<Ready> batch) {
        return batch.size() < bucketOf(batch.getFirst()).size()
                || !limits.fits(batch.size() + 1, longest(batch));
    }

    private List<Ready> bucketOf(Ready ready) {
        return buckets.getOrDefault(ready.bucket(), List.of());
    }

    private void remove(int bucket, List<Ready> batch) {
        var gone = Collections.<Ready>newSetFromMap(new IdentityHashMap<>());
        gone.addAll(batch);
        buckets.computeIfPresent(
                bucket,
                (_, ready) -> {
                    ready.removeIf(gone::contains);
                    return ready.isEmpty() ? null : ready;
                });
    }

    private Stream<Ready> waiting() {
        return buckets.values().stream().flatMap(Collection::stream);
    }

    private static int longest(List<Ready> batch) {
        return batch.stream().mapToInt(Ready::length).max().orElse(0);
    }

    private static Lane lane(Ready ready) {
        return ready.ticket().question().lane();
    }
}
