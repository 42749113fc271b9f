package org.reasoningrouter.bench;

import java.io.IOException;
import java.util.List;

/// Where a run stands.
///
/// @param nanos as [System#nanoTime]
/// @param prompts that are done
public record Moment(long nanos, long prompts, CpuTimes cpu, ModelWork work) {

    /// Of a run that is all in this JVM.
    public static Moment now(long prompts) throws IOException {
        return now(prompts, ModelWork.NONE, List.of());
    }

    /// Of a run whose router is a process of its own.
    public static Moment now(long prompts, ModelWork work, long router) throws IOException {
        return now(prompts, work, List.of(router));
    }

    /// @param routers the processes that are measured
    static Moment now(long prompts, ModelWork work, List<Long> routers) throws IOException {
        return new Moment(System.nanoTime(), prompts, CpuTimes.now(routers), work);
    }

    /// The same, with another count of what is done.
    Moment with(long prompts) {
        return new Moment(nanos, prompts, cpu, work);
    }

    public BenchRound since(Moment before) {
        return new BenchRound(
                nanos - before.nanos,
                prompts - before.prompts,
                cpu.since(before.cpu),
                work.since(before.work));
    }
}
