package org.reasoningrouter.router.join;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.measure.LengthsProcessor;

/// The ledger's settings.
///
/// @param markerRetention how long an ended prompt is remembered: a second result is impossible for
///   this long, at about 100 bytes a prompt on disk. It must not be below the longest deadline
/// @param grace how long after its deadline a prompt expires: a worker that gives up at the
///   deadline can still say so, with the tokens it used, but its client waits this much longer
/// @param expiriesPerTick most prompts that one partition expires in one tick of 250 ms; more of
///   them make a longer transaction
/// @param statsRetention how long the sums of a minute or an hour can still grow; on disk
/// @param statsEvery how often changed sums are published; seldom costs freshness, often costs
///   records
/// @param backlogEvery how often each partition says how long thinking prompts queue; seldom costs
///   freshness, often costs records
/// @param registryWait how long a record waits for a registry that does not answer, before its
///   stream thread gives up and begins again; keep it below the producer's transaction timeout,
///   past which the records before it are done again too
/// @param thinkingModel the model that fast answers are compared with; absent: the one that
///   answered, as a hybrid model has one price
/// @param learning when learnt lengths are published and how fast they are forgotten
public record LedgerSettings(
        Duration markerRetention,
        Duration grace,
        int expiriesPerTick,
        Duration statsRetention,
        Duration statsEvery,
        Duration backlogEvery,
        Duration registryWait,
        Optional<String> thinkingModel,
        LengthsProcessor.Schedule learning) {

    public LedgerSettings {
        for (var positive :
                List.of(markerRetention, statsRetention, statsEvery, backlogEvery, registryWait)) {
            if (!positive.isPositive()) {
                throw new IllegalArgumentException(
                        "the ledger's durations must be positive: " + positive);
            }
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace must not be negative: " + grace);
        }
        if (expiriesPerTick < 1) {
            throw new IllegalArgumentException(
                    "expiriesPerTick must be at least 1: " + expiriesPerTick);
        }
    }
}
