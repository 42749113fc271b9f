package org.reasoningrouter.simulator;

import java.util.OptionalInt;

/// What one call asks, its family's spelling already undone.
///
/// @param prompt ids of all that stands before the first generated token
/// @param thinks whether a thought may come or go on
/// @param budget most thinking tokens of this call
/// @param effort what the length of the thought is multiplied with
/// @param most tokens of thought and answer together
/// @param reply how the client wants to be told
record Asked(Ids prompt, boolean thinks, OptionalInt budget, double effort, int most, Reply reply) {

    /// How the client wants to be told.
    ///
    /// @param usage whether a stream ends with the counts
    /// @param runningUsage whether each chunk has the counts so far
    /// @param ids whether token ids come along
    /// @param stopsAfterThought whether the end of the thought ends the call
    /// @param controllable whether the thought may be ended from outside
    record Reply(
            String model,
            boolean stream,
            boolean usage,
            boolean runningUsage,
            boolean ids,
            Family.Reasoning reasoning,
            boolean stopsAfterThought,
            boolean controllable) {}
}
