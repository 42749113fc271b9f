package org.reasoningrouter.simulator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which beginnings of prompts the server has computed lately, in blocks of 16 tokens. Threads
/// share it.
final class PrefixCache {

    static final int BLOCK = 16;

    // Guarded by this: hash of a block and all before it, oldest use first.
    private final Map<Long, Boolean> blocks;

    /// @param most blocks that are kept
    PrefixCache(int most) {
        blocks =
                new LinkedHashMap<>(16, 0.75f, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                        return size() > most;
                    }
                };
    }

    /// Tokens of this prompt that need not be computed again; at least one always is.
    int cached(Ids prompt) {
        var most = Math.max(prompt.size() - 1, 0) / BLOCK;
        var keys = keys(prompt);
        var found = 0;
        synchronized (this) {
            while (found < most && blocks.get(keys[found]) != null) {
                found++;
            }
        }
        return found * BLOCK;
    }

    /// Keeps what was computed, of prompt and output alike.
    void add(Ids computed) {
        var keys = keys(computed);
        synchronized (this) {
            Arrays.stream(keys).forEach(key -> blocks.put(key, Boolean.TRUE));
        }
    }

    private static long[] keys(Ids ids) {
        var keys = new long[ids.size() / BLOCK];
        var hash = 0xCBF29CE484222325L;
        for (var i = 0; i < keys.length * BLOCK; i++) {
            hash = (hash ^ ids.at(i)) * 0x100000001B3L;
            hash ^= hash >>> 29;
            keys[i / BLOCK] = hash;
        }
        return keys;
    }
}
