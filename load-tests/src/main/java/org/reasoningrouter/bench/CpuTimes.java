package org.reasoningrouter.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// The CPU time that was spent until now: by this JVM, by the server beside it, and on the whole
/// machine as Linux counts it.
///
/// @param machine all but idle; what other guests of the host took stands in `stolen`
/// @param possible of all cores, idle or not
public record CpuTimes(
        Duration own, Duration server, Duration machine, Duration stolen, Duration possible) {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STOLEN = 7;
    private static final long MS_A_TICK = 10;

    static CpuTimes now(long serverPid) throws IOException {
        var ticks = ticks();
        var all = Arrays.stream(ticks).limit(STOLEN + 1).sum();
        return new CpuTimes(
                Duration.ofNanos(ownNanos()),
                ProcessHandle.of(serverPid)
                        .flatMap(it -> it.info().totalCpuDuration())
                        .orElse(Duration.ZERO),
                time(all - ticks[IDLE] - ticks[WAITING] - ticks[STOLEN]),
                time(ticks[STOLEN]),
                time(all));
    }

    CpuTimes since(CpuTimes before) {
        return new CpuTimes(
                own.minus(before.own),
                server.minus(before.server),
                machine.minus(before.machine),
                stolen.minus(before.stolen),
                possible.minus(before.possible));
    }

    /// The part of the machine that neither of the two programs had and that was not idle.
    public double othersShare() {
        var others = machine.plus(stolen).minus(own).minus(server);
        return possible.isZero() ? 0 : Math.max(0, (double) others.toNanos() / possible.toNanos());
    }

    private static long ownNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static long[] ticks() throws IOException {
        var line = Files.readString(STAT).lines().findFirst().orElseThrow();
        return Arrays.stream(line.substring("cpu".length()).strip().split(" +"))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static Duration time(long ticks) {
        return Duration.ofMillis(ticks * MS_A_TICK);
    }
}
