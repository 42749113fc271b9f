package org.reasoningrouter.bench;

import java.io.IOException;

/// Where a run stands.
///
/// @param nanos as [System#nanoTime]
/// @param prompts that are done
public record Moment(long nanos, long prompts, CpuTimes cpu, ModelWork work) {

    private static final long NO_PROCESS = -1;

    /// Of a run that is all in this JVM.
    static Moment now(long prompts, ModelWork work) throws IOException {
        return now(prompts, work, NO_PROCESS);
    }

    /// Of a run whose router is a process of its own.
    ///
    /// @param router the process that is measured
    public static Moment now(long prompts, ModelWork work, long router) throws IOException {
        return new Moment(System.nanoTime(), prompts, CpuTimes.now(router), work);
    }

    BenchRound since(Moment before) {
        return new BenchRound(
                nanos - before.nanos,
                prompts - before.prompts,
                cpu.since(before.cpu),
                work.since(before.work));
    }
}
