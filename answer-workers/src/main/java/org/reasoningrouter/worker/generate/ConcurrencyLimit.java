package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.util.Optional;
import org.reasoningrouter.worker.generate.Aimd.Seen;

/// How many calls of one route a server gets at a time. Slots share it; its methods are short and
/// synchronized, because its fields change together.
///
/// It starts at the most. A cut counts once for all calls that were under way: what they still have
/// to say is of the load before it.
public final class ConcurrencyLimit {

    private final Aimd aimd;
    private int limit;
    private int inFlight;
    private int cuts;
    private Seen seen = new Seen(0, 0, 0);

    public ConcurrencyLimit(Aimd aimd) {
        this.aimd = aimd;
        limit = aimd.most();
    }

    /// A call's place under the limit.
    ///
    /// @param cuts how often the limit had been cut when the call began
    record Place(int cuts) {}

    /// A place, which must be left; empty when all are taken.
    synchronized Optional<Place> enter() {
        if (inFlight >= limit) {
            return Optional.empty();
        }
        inFlight++;
        seen = new Seen(seen.heard(), seen.slow(), Math.max(seen.peak(), inFlight));
        return Optional.of(new Place(cuts));
    }

    /// The first token of the call at this place came.
    synchronized void heard(Place place, Duration firstToken, long promptChars) {
        if (place.cuts() != cuts) {
            return;
        }
        var slow = aimd.isSlow(firstToken, promptChars) ? 1 : 0;
        seen = new Seen(seen.heard() + 1, seen.slow() + slow, seen.peak());
        if (aimd.isDue(limit, seen)) {
            moveTo(aimd.next(limit, seen));
        }
    }

    /// The server could not take the call at this place.
    synchronized void overloaded(Place place) {
        if (place.cuts() == cuts) {
            moveTo(aimd.cut(limit, seen.peak()));
        }
    }

    private void moveTo(int next) {
        cuts += next < limit ? 1 : 0;
        limit = next;
        seen = new Seen(0, 0, inFlight);
    }

    synchronized void leave() {
        inFlight--;
    }

    public synchronized boolean isFull() {
        return inFlight >= limit;
    }

    public synchronized int limit() {
        return limit;
    }

    public synchronized int inFlight() {
        return inFlight;
    }
}
