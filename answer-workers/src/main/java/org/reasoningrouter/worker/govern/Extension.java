package org.reasoningrouter.worker.govern;

/// When a thought is too short.
///
/// @param leastTokens below it a thought that the model ended is made to go on; 0: never
/// @param most how often at most
public record Extension(int leastTokens, int most) {

    public Extension {
        if (leastTokens < 0 || most < 0) {
            throw new IllegalArgumentException(
                    "least thinking tokens and extensions must not be negative: "
                            + leastTokens
                            + ", "
                            + most);
        }
    }

    boolean isWanted() {
        return leastTokens > 0 && most > 0;
    }

    boolean isDue(long spent, int extensions) {
        return spent < leastTokens && extensions < most;
    }
}
