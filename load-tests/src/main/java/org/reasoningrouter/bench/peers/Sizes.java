package org.reasoningrouter.bench.peers;

import org.reasoningrouter.bench.Course;

/// How much a run of one model takes.
///
/// @param warmUp prompts that are not counted: a JVM is slow while it compiles
/// @param prompts that are counted
/// @param poll records that are worth one poll
record Sizes(int warmUp, int prompts, int poll) {

    private static final int SWEPT = 2;

    /// Of a model that takes milliseconds for a prompt: a poll takes half a second.
    static Sizes slow(int prompts) {
        return new Sizes(Math.max(1, prompts / 4), prompts, 32);
    }

    /// Of a model that takes a tenth of one.
    static Sizes fast(int prompts) {
        return new Sizes(Math.max(1, prompts * 3 / 4), prompts, 256);
    }

    /// Less of all for one run of a sweep.
    Sizes swept() {
        return new Sizes(Math.max(1, warmUp / SWEPT), Math.max(1, prompts / SWEPT), poll);
    }

    /// The tail keeps every thread in full polls until the last prompt that is counted.
    Course course(Tuning tuning) {
        return new Course(true, warmUp, 1, prompts, tuning.threads() * tuning.poll());
    }
}
