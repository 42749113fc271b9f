package org.reasoningrouter.router.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Timings;

/// Latency of one prompt by stage, in microseconds.
///
/// The instants come from several machines' clocks, so a stage that seems to end before it starts
/// took no time.
public final class Timeline {

    // Three hundred years: a damaged instant must not overflow.
    private static final long MOST_SECONDS = 10_000_000_000L;

    private Timeline() {}

    /// Where the time of an answered or failed prompt went.
    public static Timings of(Answer answer, Instant resultAt) {
        var timings = upToDecision(answer.getDecision(), resultAt);
        timings.setRequestQueue(micros(answer.getRequestedAt(), answer.getTakenAt()));
        timings.setJoin(micros(answer.getFinishedAt(), resultAt));
        givingCall(answer).ifPresent(call -> addCall(timings, call));
        return timings.build();
    }

    /// Where the time of a prompt went that no worker answered.
    public static Timings of(Decision decision, Instant resultAt) {
        return upToDecision(decision, resultAt).build();
    }

    /// The call that gave the answer its text; empty when none did.
    public static Optional<Attempt> givingCall(Answer answer) {
        return answer.getAttempts().stream()
                .filter(call -> call.getCallId().equals(answer.getCallId()))
                .findFirst();
    }

    private static Timings.Builder upToDecision(Decision decision, Instant resultAt) {
        var timings =
                Timings.newBuilder()
                        .setQueued(Math.max(0, decision.getQueuedMicros()))
                        .setEndToEnd(micros(decision.getReceivedAt(), resultAt));
        if (decision.getOutcome() == Outcome.ROUTED) {
            timings.setClassify(Math.max(0, decision.getClassifyMicros()));
        }
        return timings;
    }

    private static void addCall(Timings.Builder timings, Attempt call) {
        call.getFirstTokenAt()
                .ifPresent(first ->
                        timings.setFirstToken(micros(call.getStartedAt(), first))
                                .setGenerate(micros(first, call.getEndedAt())));
    }

    private static long micros(Instant from, Instant to) {
        var between = Duration.between(from, to);
        return Math.clamp(between.toSeconds(), 0, MOST_SECONDS) * 1_000_000
                + (between.isNegative() ? 0 : between.toNanosPart() / 1_000);
    }
}
