package org.reasoningrouter.worker.invoke;

import java.util.OptionalInt;

/// What one call has a server do.
public sealed interface Turn {

    /// The cap on everything that the server generates in this call, reasoning and answer together.
    long mostTokens();

    /// Begins: the conversation is put to the model.
    ///
    /// @param thinks whether the model is told to think
    /// @param budget the most reasoning tokens that the server itself is told to hold to; empty: it
    ///   is told nothing
    /// @param keeps whether a thought that ends this call is kept, so that a later call can go on
    ///   from it
    /// @param stopsAfterThought whether the server is to stop where the thought ends, before any
    ///   answer; only where a thought is kept
    record Opening(
            boolean thinks,
            OptionalInt budget,
            long mostTokens,
            boolean keeps,
            boolean stopsAfterThought)
            implements Turn {

        public Opening {
            requireTokens(mostTokens);
            if (stopsAfterThought && !keeps) {
                throw new IllegalArgumentException(
                        "a call that stops after the thought must keep it");
            }
        }

        /// An opening whose end is an answer, whatever it thinks before.
        public static Opening whole(boolean thinks, OptionalInt budget, long mostTokens) {
            return new Opening(thinks, budget, mostTokens, false, false);
        }
    }

    /// Goes on from a thought that an earlier call left.
    ///
    /// @param appended what the worker puts after the thought: an early-stop text with the closing
    ///   tag, `Wait`, or the beginning of an answer
    /// @param thinks whether the model thinks on and is to stop where its thought ends, and the
    ///   thought is kept; false: all that comes is answer
    record Continuation(Thought thought, String appended, boolean thinks, long mostTokens)
            implements Turn {

        public Continuation {
            requireTokens(mostTokens);
        }

        /// The whole of it so far, from its opening tag.
        String text(String open) {
            return open + thought.text() + appended;
        }
    }

    private static void requireTokens(long mostTokens) {
        if (mostTokens < 1) {
            throw new IllegalArgumentException("mostTokens must be at least 1: " + mostTokens);
        }
    }
}
