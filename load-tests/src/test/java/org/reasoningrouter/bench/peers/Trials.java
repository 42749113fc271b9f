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
        return new Trial(contender, tuning, round(prompts, Duration.ZERO));
    }

    /// A second of two cores in which that many prompts were done.
    ///
    /// @param others the CPU time of other programs
    static BenchRound round(int prompts, Duration others) {
        var cpu =
                new CpuTimes(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        Duration.ofMillis(500).plus(others),
                        Duration.ZERO,
                        Duration.ofSeconds(2));
        var work = new ModelWork(0, 0, 1, 1, 1, 1, 0);
        return new BenchRound(Duration.ofSeconds(1).toNanos(), prompts, cpu, work);
    }
}
