package org.reasoningrouter.bench.peers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.reasoningrouter.bench.Course;

/// How much a run of one model takes.
///
/// @param warmUp prompts that are not counted at least: a JVM is slow while it compiles
/// @param prompts that are counted; a multiple of those in the file, so that rounds are the same
///   work wherever they begin
/// @param poll records that are worth one poll
/// @param fastest prompts that no contender does more of in a second
/// @param patience how much longer the warm-up may take until the compilers rest
record Sizes(int warmUp, int prompts, int poll, int fastest, Duration patience) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long TURNS = 2;

    /// Of a model that takes milliseconds for a prompt: the sweeps' polls, this and four times as
    /// much, go up to those that the router ships with.
    static Sizes slow(int prompts) {
        return new Sizes(prompts, prompts, 64, 400, PATIENCE);
    }

    /// Of a model that takes a tenth of one. On two cores the whole router still compiles after 20
    /// s.
    static Sizes fast(int prompts) {
        return new Sizes(prompts, prompts, 256, 16_000, PATIENCE);
    }

    /// Of a run that measures nothing.
    static Sizes quick(int prompts) {
        return new Sizes(
                Math.max(1, prompts / 2), prompts, Math.max(1, prompts / 8), 500, Duration.ZERO);
    }

    /// The tail keeps every thread at work until the last prompt that is counted is committed: who
    /// commits seldom would otherwise seem to work while it waits to commit. A poll more of each
    /// thread lies in the topic, as a poll is committed after its last prompt, and the next is to
    /// be full.
    Course course(Tuning tuning) {
        var unseen = TURNS * fastest * tuning.commit().toMillis() / TimeUnit.SECONDS.toMillis(1);
        var polls = tuning.threads() * tuning.poll();
        var tail = polls + Math.toIntExact(unseen);
        return new Course(false, warmUp, 1, prompts, tail, polls + tail, patience);
    }
}
