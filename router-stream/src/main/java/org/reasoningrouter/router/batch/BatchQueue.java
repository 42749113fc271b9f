package org.reasoningrouter.router.batch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.wire.Lane;

/// The prompts that have their tokens and wait for a batch, and the rule by which batches leave.
///
/// Lengths are kept apart in buckets of powers of two, so that no prompt is padded to more than
/// twice its length. Interactive prompts go before bulk ones; within a lane the oldest prompt
/// decides which bucket leaves, so none starves.
///
/// A batch has as many prompts as make a prompt's share of the call and of the padding least.
///
/// A batch leaves when it is full, or so large that the call costs less than its tokens do. Only
/// behind a backlog that keeps tokenisers on all cores it waits, up to the longest linger: it would
/// be scored no sooner for leaving, and is more alike in length when it is picked from more.
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
        COMING,
        /// Yes, many, and the tokenisers keep all cores busy: a session would take one from them.
        QUEUED
    }

    private final BatchLimits limits;
    private final DoubleSupplier callTokens;
    private final Map<Integer, Bucket> buckets = new TreeMap<>();
    private long lastAdded;

    /// Lengths that may share a batch.
    private static final class Bucket {

        private final Map<Lane, LengthOrder> lanes = new EnumMap<>(Lane.class);

        private Bucket() {
            for (var lane : Lane.values()) {
                lanes.put(lane, new LengthOrder());
            }
        }

        private LengthOrder lane(Ready ready) {
            return Objects.requireNonNull(lanes.get(BatchQueue.lane(ready)));
        }

        private int size() {
            return lanes.values().stream().mapToInt(LengthOrder::size).sum();
        }

        private int longest() {
            return lanes.values().stream().mapToInt(LengthOrder::longest).max().orElse(0);
        }

        private Stream<Ready> oldest() {
            return lanes.values().stream().map(LengthOrder::oldest).flatMap(Optional::stream);
        }
    }

    /// @param callTokens what a call costs beside its tokens, in tokens
    BatchQueue(BatchLimits limits, DoubleSupplier callTokens) {
        this.limits = limits;
        this.callTokens = callTokens;
    }

    /// Takes a prompt in, and tells whether a batch may leave now that could not before: whoever
    /// waits must look again.
    boolean add(Ready ready, More more) {
        var isFirst = buckets.isEmpty();
        var bucket = buckets.computeIfAbsent(ready.bucket(), _ -> new Bucket());
        bucket.lane(ready).add(ready);
        lastAdded = ready.since();
        return isFirst || (more != More.QUEUED && isFull(bucket));
    }

    boolean isEmpty() {
        return buckets.isEmpty();
    }

    boolean hasFull() {
        return anyFull().isPresent();
    }

    /// The next batch to leave, taken out; empty when waiting longer may fill it further.
    List<Ready> next(long now, More more) {
        var batch = leaving(now, more).map(this::take).orElse(List.of());
        buckets.values().removeIf(bucket -> bucket.size() == 0);
        return batch;
    }

    /// How long until a batch leaves even if none is full. The linger counts from the prompt that
    /// came last, and only while none is on its way: busy cores may take longer to bring one.
    long lingerLeft(long now, More more) {
        var most = limits.lingerMost().toNanos();
        var left = oldest().mapToLong(ready -> most - (now - ready.since())).min().orElse(0);
        return switch (more) {
            case NONE -> 0;
            case PERHAPS -> Math.min(left, lingerLeft(now));
            case COMING, QUEUED -> left;
        };
    }

    private long lingerLeft(long now) {
        return limits.linger().toNanos() - (now - lastAdded);
    }

    private Optional<Ready> leaving(long now, More more) {
        var turn = oldest().min(TURN);
        if (more == More.NONE || (more == More.PERHAPS && lingerLeft(now) <= 0)) {
            return turn;
        }
        if (more == More.QUEUED) {
            return overdue(now);
        }
        // The one whose turn it is may wait for more of its length; a full batch need not.
        return turn.filter(ready -> isFull(bucketOf(ready)))
                .or(() -> overdue(now))
                .or(this::anyFull);
    }

    private Optional<Ready> overdue(long now) {
        var most = limits.lingerMost().toNanos();
        return oldest().filter(ready -> now - ready.since() >= most).min(TURN);
    }

    private Optional<Ready> anyFull() {
        return buckets.values().stream()
                .filter(this::isFull)
                .flatMap(bucket -> bucket.oldest().min(TURN).stream())
                .findFirst();
    }

    /// Takes out the batch that a prompt leaves with: of its bucket, interactive ones first, the
    /// most alike in length, and as many of them as cost least.
    private List<Ready> take(Ready first) {
        var bucket = bucketOf(first);
        var batch = new ArrayList<Ready>();
        batch.add(first);
        bucket.lane(first).remove(first);
        var cost = new BatchCost(callTokens.getAsDouble(), first.length());
        for (var lane : bucket.lanes.values()) {
            for (var next = lane.nearest(first.length());
                    next.isPresent()
                            && limits.fits(batch.size() + 1, cost.longestWith(next.get().length()));
                    next = lane.nearest(first.length())) {
                batch.add(next.get());
                lane.remove(next.get());
                cost.add(next.get().length());
            }
        }
        while (batch.size() > cost.cheapest()) {
            var back = batch.removeLast();
            bucket.lane(back).giveBack(back);
        }
        return batch;
    }

    // Whatever fits with all the others and one more could grow.
    private boolean isFull(Bucket bucket) {
        var size = bucket.size();
        var longest = bucket.longest();
        return !limits.fits(size + 1, longest)
                || callTokens.getAsDouble() <= (double) size * longest;
    }

    private Bucket bucketOf(Ready ready) {
        return Objects.requireNonNull(buckets.get(ready.bucket()));
    }

    /// Of each bucket and lane.
    private Stream<Ready> oldest() {
        return buckets.values().stream().flatMap(Bucket::oldest);
    }

    private static Lane lane(Ready ready) {
        return ready.ticket().question().lane();
    }
}
