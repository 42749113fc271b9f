package org.reasoningrouter.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.topics.Topic;

/// What must change on a cluster so that the system can run there, in the order in which it is
/// done.
///
/// @param replicas of a topic that must be made; existing ones keep theirs
record TopicPlan(List<Step> steps, short replicas) {

    /// One thing that is not as it should be.
    sealed interface Step {
        record CreateTopic(Topic<?> topic) implements Step {}

        /// Partitions are never taken away.
        ///
        /// @param partitions how many there are then
        record AddPartitions(String topic, int partitions) implements Step {}

        record AlterTopic(String topic, SortedMap<String, String> configs) implements Step {}

        record AlterGroup(String group, SortedMap<String, String> configs) implements Step {}

        record SetLevel(String subject) implements Step {}

        record RegisterSchema(String subject, String schema) implements Step {}

        /// Nothing that a program may change on its own.
        ///
        /// @param why one line that also says what to do
        record Conflict(String why) implements Step {}
    }

    /// A topic as it stands on the cluster.
    record Standing(int partitions, Map<String, String> configs) {}

    /// What a subject's schemas must be able to do.
    static final String LEVEL = "BACKWARD_TRANSITIVE";

    TopicPlan {
        steps = List.copyOf(steps);
    }

    static List<Step> forTopic(Topic<?> wanted, Optional<Standing> standing) {
        if (standing.isEmpty()) {
            return List.of(new Step.CreateTopic(wanted));
        }
        var steps = new ArrayList<Step>();
        partitions(wanted, standing.get().partitions()).ifPresent(steps::add);
        changed(wanted.configs(), standing.get().configs())
                .map(configs -> new Step.AlterTopic(wanted.name(), configs))
                .ifPresent(steps::add);
        return steps;
    }

    // Partitions are never taken away, so more of them than wanted stay where more may be added.
    private static Optional<Step> partitions(Topic<?> wanted, int standing) {
        return switch (wanted.growth()) {
            case ADDED_TO ->
                    standing < wanted.partitions()
                            ? Optional.of(
                                    new Step.AddPartitions(wanted.name(), wanted.partitions()))
                            : Optional.empty();
            case FIXED ->
                    standing == wanted.partitions()
                            ? Optional.empty()
                            : Optional.of(otherPartitions(wanted, standing));
        };
    }

    private static Step otherPartitions(Topic<?> wanted, int standing) {
        return new Step.Conflict(
                "topic "
                        + wanted.name()
                        + " has "
                        + standing
                        + " partitions instead of "
                        + wanted.partitions()
                        + ": pass --partitions "
                        + standing
                        + " if all topics but the requests have as many, or use another --prefix");
    }

    static Optional<Step> forGroup(ShareGroup wanted, Map<String, String> standing) {
        return changed(wanted.configs(), standing)
                .map(configs -> new Step.AlterGroup(wanted.name(), configs));
    }

    /// @param level the subject's own level, if it has one
    /// @param registered whether this very schema is registered already
    static List<Step> forSubject(
            String subject, String schema, Optional<String> level, boolean registered) {
        var steps = new ArrayList<Step>();
        if (!level.equals(Optional.of(LEVEL))) {
            steps.add(new Step.SetLevel(subject));
        }
        if (!registered) {
            steps.add(new Step.RegisterSchema(subject, schema));
        }
        return steps;
    }

    List<Step.Conflict> conflicts() {
        return steps.stream()
                .filter(Step.Conflict.class::isInstance)
                .map(Step.Conflict.class::cast)
                .toList();
    }

    /// One line for a person.
    static String describe(Step step) {
        return switch (step) {
            case Step.CreateTopic(var topic) ->
                    "create topic "
                            + topic.name()
                            + " with "
                            + topic.partitions()
                            + " partitions "
                            + new TreeMap<>(topic.configs());
            case Step.AddPartitions(var topic, var partitions) ->
                    "add partitions to topic " + topic + ": " + partitions + " in all";
            case Step.AlterTopic(var topic, var configs) -> "set topic " + topic + " " + configs;
            case Step.AlterGroup(var group, var configs) ->
                    "set share group " + group + " " + configs;
            case Step.SetLevel(var subject) -> "set compatibility of " + subject + " to " + LEVEL;
            case Step.RegisterSchema(var subject, _) -> "register schema " + subject;
            case Step.Conflict(var why) -> "conflict: " + why;
        };
    }

    private static Optional<SortedMap<String, String>> changed(
            Map<String, String> wanted, Map<String, String> standing) {
        var changed = new TreeMap<>(wanted);
        changed.entrySet().removeAll(standing.entrySet());
        return changed.isEmpty() ? Optional.empty() : Optional.of(changed);
    }
}
