package org.reasoningrouter.bench.peers;

import java.time.Duration;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.CpuTimes;
import org.reasoningrouter.bench.ModelWork;

/// Runs that never were.
final class Trials {

    private Trials() {}

    /// A second in which that many prompts were done.
    static Trial of(Contender contender, Tuning tuning, int prompts) {
        var cpu =
                new CpuTimes(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofSeconds(2));
        var work = new ModelWork(0, 0, 1, 1, 1, 1, 0);
        return new Trial(
                contender,
                tuning,
                new BenchRound(Duration.ofSeconds(1).toNanos(), prompts, cpu, work));
    }
}
