package org.reasoningrouter.replay.output;

import java.util.SequencedMap;

/// What a replay was, besides what its rows add up to.
///
/// @param about what it was asked to do, for a reader, by name
/// @param rows of the input
/// @param unsent rows that were not asked, or not as often as they should be, because the most that
///   it may cost was reached
/// @param digest of all rows without what was measured
public record ReplayAccount(
        SequencedMap<String, String> about,
        long rows,
        long unsent,
        boolean costStopped,
        String digest) {

    static final String SIMULATED =
            "SIMULATED: text, tokens and times come from a stand-in server, so neither costs nor accuracies are real ones";
}
