package org.reasoningrouter.worker.invoke;

import java.util.List;
import java.util.stream.Stream;

/// What a model has thought so far, in the forms in which a server can go on from it.
///
/// @param text the reasoning, without tags
/// @param promptIds token ids of all that stood before the reasoning, the chat template included;
///   empty where the server returns no ids
/// @param ids token ids of the reasoning; empty where the server returns none
public record Thought(String text, List<Integer> promptIds, List<Integer> ids) {

    public Thought {
        promptIds = List.copyOf(promptIds);
        ids = List.copyOf(ids);
    }

    /// Whether it can be gone on from by token ids, which no chat template can spoil.
    public boolean hasIds() {
        return !promptIds.isEmpty() && !ids.isEmpty();
    }

    /// All ids in their order, with those of what is put after the thought.
    List<Integer> idsThen(List<Integer> appended) {
        return Stream.of(promptIds, ids, appended).flatMap(List::stream).toList();
    }
}
