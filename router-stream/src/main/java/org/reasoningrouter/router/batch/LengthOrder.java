package org.reasoningrouter.router.batch;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import org.reasoningrouter.router.batch.Ticket.Ready;

/// Prompts of one lane that may share a batch, by their length in tokens; those of one length stand
/// in the order in which they came.
///
/// A prompt whose ticket has closed is dropped when it comes to the front of its length, and counts
/// until then.
final class LengthOrder {

    private final TreeMap<Integer, ArrayDeque<Ready>> byLength = new TreeMap<>();
    private int size;

    void add(Ready ready) {
        byLength.computeIfAbsent(ready.length(), _ -> new ArrayDeque<>()).add(ready);
        size++;
    }

    int size() {
        return size;
    }

    int longest() {
        return byLength.isEmpty() ? 0 : byLength.lastKey();
    }

    /// The one that came first.
    Optional<Ready> oldest() {
        byLength.values().removeIf(this::isClosed);
        return byLength.values().stream()
                .map(ArrayDeque::element)
                .min(Comparator.comparingLong(Ready::since));
    }

    private boolean isClosed(ArrayDeque<Ready> alike) {
        while (!alike.isEmpty() && !alike.element().ticket().isOpen()) {
            alike.remove();
            size--;
        }
        return alike.isEmpty();
    }

    /// The one whose length is nearest; of two, the one that came first.
    Optional<Ready> nearest(int length) {
        var below = byLength.floorEntry(length);
        var above = byLength.higherEntry(length);
        if (below == null || above == null) {
            return Optional.ofNullable(below == null ? above : below)
                    .map(entry -> entry.getValue().element());
        }
        var shorter = below.getValue().element();
        var longer = above.getValue().element();
        var difference = (length - shorter.length()) - (longer.length() - length);
        var isShorter = difference < 0 || (difference == 0 && shorter.since() <= longer.since());
        return Optional.of(isShorter ? shorter : longer);
    }

    /// Takes one in again that was just taken out, before those of its length. Of several, the last
    /// one taken out comes first.
    void giveBack(Ready first) {
        byLength.computeIfAbsent(first.length(), _ -> new ArrayDeque<>()).addFirst(first);
        size++;
    }

    /// Takes out one that was found here.
    void remove(Ready first) {
        byLength.computeIfPresent(
                first.length(),
                (_, alike) -> {
                    alike.remove();
                    size--;
                    return isClosed(alike) ? null : alike;
                });
    }
}
