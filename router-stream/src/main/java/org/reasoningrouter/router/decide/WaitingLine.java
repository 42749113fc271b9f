package org.reasoningrouter.router.decide;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/// The prompts of one partition that wait for budget, oldest first. It mirrors a store, from which
/// it is filled when a task begins: what the store holds is what counts. One owner.
///
/// @param most that may wait
public record WaitingLine(int most, TreeMap<String, Place> places) {

    /// A prompt's place.
    ///
    /// @param key in the store
    public record Place(String key, String tenant, Instant deadline) {

        public boolean isPast(Instant now) {
            return !now.isBefore(deadline);
        }
    }

    public static WaitingLine empty(int most) {
        return new WaitingLine(most, new TreeMap<>());
    }

    /// The order of keys is the order in which prompts came.
    ///
    /// @param offset of the prompt in its partition
    public static String key(long offset) {
        return "%019d".formatted(offset);
    }

    public void add(Place place) {
        places.put(place.key(), place);
    }

    public void leave(Place place) {
        places.remove(place.key());
    }

    public boolean isFull() {
        return places.size() >= most;
    }

    /// Whether someone of this tenant waits, whom nobody who comes later may pass.
    public boolean holds(String tenant) {
        return places.values().stream().anyMatch(place -> place.tenant().equals(tenant));
    }

    /// A copy, so that places may be left on the way.
    public List<Place> inOrder() {
        return List.copyOf(places.values());
    }
}
