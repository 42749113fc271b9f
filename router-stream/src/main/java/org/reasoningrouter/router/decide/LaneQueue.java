package org.reasoningrouter.router.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.reasoningrouter.wire.LaneBacklog;

/// How long the thinking prompts of a lane queue, from what the ledger's partitions say of the last
/// minute.
///
/// With ten answers or more, Little's law: prompts stay for their number over the rate of answers;
/// what is longer than a worker takes, they queue. It sees a backlog while it grows. With fewer
/// answers: the mean that their requests had waited. With none, and ten prompts or more that are
/// not answered: the time since the last answer.
final class LaneQueue {

    /// Fewer would make a lane that is merely quiet look like one that queues.
    private static final int FEW = 10;

    private static final Duration SPAN = Duration.ofMinutes(1);

    private LaneQueue() {}

    /// @param reports the newest of each partition; empty when nobody can say
    static Optional<Duration> queued(Collection<LaneBacklog> reports, Instant now) {
        var pending = reports.stream().mapToLong(LaneBacklog::getPending).sum();
        var answered = reports.stream().mapToLong(LaneBacklog::getAnswered).sum();
        if (reports.isEmpty()) {
            return Optional.empty();
        }
        if (answered >= FEW) {
            var served = reports.stream().mapToLong(LaneBacklog::getServedMicros).sum() / answered;
            var stay = SPAN.multipliedBy(pending).dividedBy(answered);
            return Optional.of(atLeastNothing(stay.minus(micros(served))));
        }
        if (answered > 0) {
            var waited = reports.stream().mapToLong(LaneBacklog::getWaitedMicros).sum() / answered;
            return Optional.of(atLeastNothing(micros(waited)));
        }
        return Optional.of(pending >= FEW ? quiet(reports, now) : Duration.ZERO);
    }

    private static Duration quiet(Collection<LaneBacklog> reports, Instant now) {
        return reports.stream()
                .flatMap(report -> report.getQuietSince().stream())
                .max(Instant::compareTo)
                .map(since -> atLeastNothing(Duration.between(since, now)))
                .orElse(Duration.ZERO);
    }

    private static Duration atLeastNothing(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static Duration micros(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }
}
