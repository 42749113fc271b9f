package org.reasoningrouter.router.decide;

import java.time.Duration;
import java.util.Optional;
import org.reasoningrouter.wire.Lane;

/// When a lane's thinking prompts queue for long, fewer think.
///
/// @param lane whose queue counts and whose threshold is raised; absent: each lane by its own queue
/// @param above which the threshold is raised
/// @param below which it is lowered again; between the two it stays as it is
/// @param raise what is added to the threshold, which ends at 1
public record BacklogRule(Optional<Lane> lane, Duration above, Duration below, double raise) {

    public BacklogRule {
        if (below.isNegative() || above.compareTo(below) < 0 || !above.isPositive()) {
            throw new IllegalArgumentException(
                    "backlog.raiseAboveSeconds must be above 0 and at least lowerBelowSeconds");
        }
        if (!(raise > 0 && raise <= 1)) {
            throw new IllegalArgumentException(
                    "backlog.raise must be above 0 and at most 1: " + raise);
        }
    }

    boolean isFor(Lane of) {
        return lane.filter(it -> it != of).isEmpty();
    }

    boolean isRaised(boolean before, Duration queued) {
        return before ? queued.compareTo(below) >= 0 : queued.compareTo(above) > 0;
    }
}
