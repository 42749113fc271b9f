package org.reasoningrouter.simulator;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Token ids, in order; never changed.
final class Ids {

    static final Ids NONE = new Ids(new int[0]);

    private final int[] ids;

    private Ids(int[] ids) {
        this.ids = ids;
    }

    static Ids of(IntStream ids) {
        return new Ids(ids.toArray());
    }

    static Ids join(Ids... parts) {
        return of(Stream.of(parts).flatMapToInt(Ids::stream));
    }

    int size() {
        return ids.length;
    }

    int at(int index) {
        return ids[index];
    }

    Ids part(int from, int to) {
        return new Ids(Arrays.copyOfRange(ids, from, to));
    }

    /// Where an id stands last; -1 where it does not.
    int last(int id) {
        var at = ids.length - 1;
        while (at >= 0 && ids[at] != id) {
            at--;
        }
        return at;
    }

    IntStream stream() {
        return IntStream.of(ids);
    }

    String json() {
        return stream().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
