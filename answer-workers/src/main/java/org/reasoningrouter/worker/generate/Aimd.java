package org.reasoningrouter.worker.generate;

import java.time.Duration;

/// How many calls a server gets at a time, by what its first tokens say: one more while they come
/// soon, a fifth fewer when they do not.
///
/// Only first tokens are looked at. How long a whole call takes depends on how much the model says,
/// and tells nothing of its server's load.
///
/// @param least never fewer calls than this
/// @param most never more; equal to `least`: the limit stays where it is
/// @param target a first token within it is soon
/// @param promptRate characters of a prompt that a server reads in a second; a long prompt's first
///   token may take longer by the time that reading takes, because waiting for it is no load
public record Aimd(int least, int most, Duration target, int promptRate) {

    private static final double KEPT = 0.8;
    private static final int SLOW_ONE_IN = 10;

    public Aimd {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException(
                    "a server's calls must be at least 1 and the most not fewer than the least: "
                            + least
                            + ", "
                            + most);
        }
        if (!target.isPositive() || promptRate < 1) {
            throw new IllegalArgumentException(
                    "the first token's target must be positive and the prompt rate at least 1: "
                            + target
                            + ", "
                            + promptRate);
        }
    }

    /// A limit that nothing moves.
    public static Aimd fixed(int calls) {
        return new Aimd(calls, calls, Duration.ofSeconds(1), 1);
    }

    /// What was seen since the limit was last looked at.
    ///
    /// @param heard first tokens
    /// @param slow those of them that came too late
    /// @param peak the most calls at a time
    record Seen(int heard, int slow, int peak) {}

    boolean isSlow(Duration firstToken, long promptChars) {
        var reading = Duration.ofMillis(promptChars * 1000 / promptRate);
        return firstToken.compareTo(target.plus(reading)) > 0;
    }

    /// Whether enough was seen to say what the limit must be: a first token for each call that it
    /// allows, and ten at least, or so many slow ones already that the rest cannot outweigh them.
    boolean isDue(int limit, Seen seen) {
        var enough = Math.max(limit, SLOW_ONE_IN);
        return seen.heard() >= enough || isOver(seen.slow(), enough);
    }

    /// The limit after `limit`. It grows only where it was reached: an idle server proves nothing.
    int next(int limit, Seen seen) {
        if (isOver(seen.slow(), seen.heard())) {
            return cut(limit, seen.peak());
        }
        return seen.peak() >= limit ? Math.min(limit + 1, most) : limit;
    }

    /// The limit after the server said that it cannot. It falls from what was in use, for a limit
    /// far above that would go on letting everything through.
    int cut(int limit, int peak) {
        var used = Math.min(limit, peak);
        return Math.max(least, (int) Math.floor(used * KEPT));
    }

    private static boolean isOver(int slow, int heard) {
        return slow * SLOW_ONE_IN > heard;
    }
}
