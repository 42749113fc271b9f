package org.reasoningrouter.router.decide;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.reasoningrouter.wire.Route;

/// The share of scored prompts that take the other route than their score says, so that the log
/// tells what that route would have brought.
///
/// Who is chosen follows from the prompt's id alone: a replay explores the same prompts.
///
/// @param share 0 for nobody; below one half, or the score would not lead
public record Exploration(double share) {

    /// Nobody explores.
    public static final Exploration NONE = new Exploration(0);

    public Exploration {
        if (!(share >= 0 && share < 0.5)) {
            throw new IllegalArgumentException(
                    "exploration must be at least 0 and below 0.5: " + share);
        }
    }

    /// A route with the probability that it was to be taken.
    record Taken(Route route, double propensity) {}

    Taken route(String promptId, Route led) {
        return share > 0 && fraction(promptId) < share
                ? new Taken(led == Route.FAST ? Route.THINKING : Route.FAST, share)
                : new Taken(led, 1 - share);
    }

    /// Even from 0 to 1 over the ids.
    private static double fraction(String promptId) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("explore\n".getBytes(StandardCharsets.UTF_8));
            var hash = digest.digest(promptId.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
