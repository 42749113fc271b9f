package org.reasoningrouter.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.reasoningrouter.replay.ReplayMode.Asking;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;

/// What a replay sends for each row, and how its records say which row and which asking they are.
///
/// Everything runs in the bulk lane and without a time limit of its own: how long a replay takes
/// must not decide what becomes of a prompt.
///
/// @param replayId stands in every record
record Askings(String replayId, List<Asking> each) {

    static final String REPLAY = PromptSource.RESERVED + "id";
    static final String ROW = PromptSource.RESERVED + "row";
    static final String ASKING = PromptSource.RESERVED + "asking";

    Askings {
        each = List.copyOf(each);
    }

    /// The prompt as it is sent.
    ///
    /// @param row its number in the input
    /// @param asking from 0
    Prompt prompt(Prompt prompt, long row, int asking) {
        var sent = each.get(asking).of(prompt);
        var attributes = new HashMap<>(prompt.getAttributes());
        attributes.put(REPLAY, replayId);
        attributes.put(ROW, Long.toString(row));
        attributes.put(ASKING, Integer.toString(asking));
        return Prompt.newBuilder(sent)
                .setLane(Lane.BULK)
                .setTimeLimitMs(null)
                .setAttributes(attributes)
                .build();
    }

    /// A number of its own for each asking of each row.
    int index(long row, int asking) {
        return Math.toIntExact(row * each.size() + asking);
    }

    /// The number of the asking that a record belongs to; empty for what is none of this replay.
    OptionalInt indexOf(Map<String, String> attributes) {
        return replayId.equals(attributes.get(REPLAY))
                ? OptionalInt.of(index(row(attributes), asking(attributes)))
                : OptionalInt.empty();
    }

    static long row(Map<String, String> attributes) {
        return Long.parseLong(attributes.getOrDefault(ROW, "0"));
    }

    static int asking(Map<String, String> attributes) {
        return Integer.parseInt(attributes.getOrDefault(ASKING, "0"));
    }
}
