package org.reasoningrouter.router.batch;

import java.time.Duration;

/// How long a poll may wait for its scores.
///
/// A poll takes at most half of it at the measured speed, so that a healthy classifier is never
/// late; the upper bound keeps a stuck one from outlasting the transaction.
///
/// @param least for any poll, however small
/// @param most for any poll, however slow the classifier
public record PollDeadline(Duration least, Duration most) {

    public PollDeadline {
        if (least.isNegative() || least.isZero() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "batch.deadline must be positive and at most batch.deadline-most: "
                            + least
                            + " and "
                            + most);
        }
    }

    /// @param needed what the classifier needs for all that waits
    Duration of(Duration needed) {
        var wanted = needed.multipliedBy(2);
        if (wanted.compareTo(least) < 0) {
            return least;
        }
        return wanted.compareTo(most) < 0 ? wanted : most;
    }
}
