package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The token ids of the few texts that a worker puts after thoughts, asked for once. Threads share
/// it.
final class Vocabulary {

    private static final int MOST = 256;

    private final Map<String, List<Integer>> known = new ConcurrentHashMap<>();

    /// How a server is asked for ids.
    @FunctionalInterface
    interface Lookup {
        List<Integer> ids(String text) throws IOException;
    }

    List<Integer> ids(String text, Lookup lookup) throws IOException {
        var before = known.get(text);
        if (before != null) {
            return before;
        }
        var ids = List.copyOf(lookup.ids(text));
        if (known.size() < MOST) {
            known.put(text, ids);
        }
        return ids;
    }
}
