package org.reasoningrouter.worker.invoke;

/// The model that a dialect asks, and what its family cannot know of it.
///
/// @param runningUsage whether each chunk shall carry the counts so far where the family can, which
///   makes cut calls exact and costs bytes
public record Model(String name, SoftSwitches softSwitches, boolean runningUsage) {

    public Model {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the model must be named");
        }
    }
}
