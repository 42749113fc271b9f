package org.reasoningrouter.worker.consume;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/// What of a partition is taken and not finished, from its oldest unfinished request on. The thread
/// that polls owns it.
///
/// Requests finish in any order, and only the prefix before the oldest unfinished one may be
/// committed. The note that is committed with it says what lies behind that: so a worker that takes
/// over asks again only what was unfinished, and knows how often each was handed out.
final class OffsetWindow {

    /// What a broker takes with an offset, unless it is told otherwise.
    private static final int MOST_NOTE = 4_000;

    // How often each unfinished request was handed out.
    private final NavigableMap<Long, Integer> unfinished = new TreeMap<>();
    private long next;
    private long end;

    private OffsetWindow(long start, Map<Long, Integer> unfinished, long end) {
        this.unfinished.putAll(unfinished);
        this.next = start;
        this.end = end;
    }

    /// The window of a partition that is taken over.
    ///
    /// @param committed the next offset that is read
    /// @param note what was committed with it; one that is not ours says nothing
    static OffsetWindow from(long committed, String note) {
        try {
            var words = note.split(" ", -1);
            var unfinished = new HashMap<Long, Integer>();
            for (var i = 1; i < words.length; i++) {
                var pair = words[i].split(":", 2);
                unfinished.put(committed + Long.parseLong(pair[0]), Integer.parseInt(pair[1]));
            }
            return new OffsetWindow(committed, unfinished, committed + Long.parseLong(words[0]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            return new OffsetWindow(committed, Map.of(), committed);
        }
    }

    /// Takes the next request that was read.
    ///
    /// @return how often it was handed out, this time included; empty when it is finished already
    OptionalInt take(long offset) {
        // What was skipped is gone: aborted, or past its retention.
        unfinished.subMap(next, Math.max(next, offset)).clear();
        next = offset + 1;
        if (offset < end && !unfinished.containsKey(offset)) {
            return OptionalInt.empty();
        }
        end = Math.max(end, next);
        return OptionalInt.of(unfinished.merge(offset, 1, Integer::sum));
    }

    /// Takes a request once more that was taken and given back.
    int takeAgain(long offset) {
        return unfinished.merge(offset, 1, Integer::sum);
    }

    void finish(long offset) {
        unfinished.remove(offset);
    }

    /// Moves on over what is no request, such as the ends of transactions.
    ///
    /// @param position the next offset that will be read
    void skipTo(long position) {
        if (inHand() == 0) {
            unfinished.headMap(position).clear();
            next = Math.max(next, position);
            end = Math.max(end, position);
        }
    }

    /// Gives back what is taken and unfinished, as if it had not been handed out: a worker that can
    /// say so has not died of it.
    void giveBack() {
        unfinished.headMap(next).replaceAll((_, times) -> times - 1);
    }

    /// How many requests are taken and unfinished.
    int inHand() {
        return unfinished.headMap(next).size();
    }

    /// The offset that may be committed: of the oldest unfinished request.
    long prefix() {
        return unfinished.isEmpty() ? end : unfinished.firstKey();
    }

    /// What is committed with the prefix: the length of the window, then each unfinished request's
    /// place in it and how often it was handed out.
    ///
    /// What finds no room is forgotten: it is asked again after a crash, and not lost.
    String note() {
        var from = prefix();
        var words = new ArrayList<String>();
        var length = 20;
        for (var entry : unfinished.entrySet()) {
            var word = (entry.getKey() - from) + ":" + entry.getValue();
            length += word.length() + 1;
            if (length > MOST_NOTE) {
                return (entry.getKey() - from) + " " + String.join(" ", words);
            }
            words.add(word);
        }
        return words.isEmpty() ? (end - from) + "" : (end - from) + " " + String.join(" ", words);
    }
}
