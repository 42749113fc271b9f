package org.reasoningrouter.replay;

import java.time.Instant;
import java.util.Optional;

/// Records of a prompts topic that are replayed.
///
/// @param since by the broker's append time; empty: from the first record that is kept
/// @param until exclusive; empty: what is there when the replay begins
record TopicRange(String topic, Optional<Instant> since, Optional<Instant> until) {

    TopicRange {
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw new IllegalArgumentException(
                    "--since must be before --until: " + since.get() + ", " + until.get());
        }
    }
}
