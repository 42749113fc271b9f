package org.reasoningrouter.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.reasoningrouter.local.LocalSettings.ModelServer;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;

/// What a replay is asked to do.
///
/// @param grader its name; empty: `auto` where there are references, and `none` elsewhere
/// @param keep whether what was needed until the end stays: topics, records, stores
record ReplaySettings(
        Source source,
        ReplayMode mode,
        int samples,
        Judge judge,
        ModelServer modelServer,
        Place place,
        Pace pace,
        Money money,
        Optional<String> grader,
        boolean keep) {

    /// Where prompts come from.
    sealed interface Source {}

    /// @param format empty: by the file itself
    /// @param most rows that are read
    record FileSource(Path file, Optional<InputFormat> format, Columns columns, long most)
            implements Source {}

    /// A range of a prompts topic.
    record TopicSource(TopicRange range, long most) implements Source {}

    /// What decides; what is absent is what ships.
    ///
    /// @param model the classifier's folder
    record Judge(Optional<Path> policy, Optional<Path> prices, Optional<String> model) {}

    /// Where it runs.
    ///
    /// @param cluster empty: a broker in this JVM
    /// @param quota bytes a second that each client may send and read; 0 for no limit
    record Place(
            Optional<ReplayCluster> cluster, Optional<String> name, int partitions, long quota) {}

    /// How fast.
    ///
    /// @param slots calls at a time for each route
    /// @param pending the most that wait for their results
    /// @param patience how long no result may come
    record Pace(Rate rate, int slots, int pending, Duration patience) {}

    /// @param mostNanos that it may cost
    /// @param answerTokens that an answer is supposed to have, for the estimate
    record Money(OptionalLong mostNanos, long answerTokens) {}
}
