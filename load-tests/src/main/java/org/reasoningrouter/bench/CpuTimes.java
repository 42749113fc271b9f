package org.reasoningrouter.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The CPU time that was spent until now: by this JVM, by the server beside it, and on the whole
/// machine as Linux counts it.
///
/// @param ownCompilers the part of `own` that compiled this JVM's code, as far as its threads show
/// @param compilers the same of the server's JVM: work that ends when it has run for long enough
/// @param machine all but idle; what other guests of the host took stands in `stolen`
/// @param possible of all cores, idle or not
public record CpuTimes(
        Duration own,
        Duration ownCompilers,
        Duration server,
        Duration compilers,
        Duration machine,
        Duration stolen,
        Duration possible) {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STOLEN = 7;
    private static final long MS_A_TICK = 10;
    private static final double WARM = 0.02;

    static CpuTimes now(long serverPid) throws IOException {
        return now(List.of(serverPid));
    }

    /// @param servers processes that count as one
    static CpuTimes now(List<Long> servers) throws IOException {
        var ticks = ticks();
        var all = Arrays.stream(ticks).limit(STOLEN + 1).sum();
        return new CpuTimes(
                Duration.ofNanos(ownNanos()),
                CompilerThreads.cpuOf(ProcessHandle.current().pid()),
                sum(servers, CpuTimes::of),
                sum(servers, CompilerThreads::cpuOf),
                time(all - ticks[IDLE] - ticks[WAITING] - ticks[STOLEN]),
                time(ticks[STOLEN]),
                time(all));
    }

    private static Duration sum(List<Long> servers, Function<Long, Duration> time) {
        return servers.stream().map(time).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(it -> it.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    CpuTimes since(CpuTimes before) {
        return new CpuTimes(
                own.minus(before.own),
                ownCompilers.minus(before.ownCompilers),
                server.minus(before.server),
                compilers.minus(before.compilers),
                machine.minus(before.machine),
                stolen.minus(before.stolen),
                possible.minus(before.possible));
    }

    /// Whether this JVM and the server have next to nothing left to compile.
    public boolean isWarm() {
        return compilersShare() <= WARM;
    }

    /// The part of the CPU of this JVM and the server that compiled their code.
    public double compilersShare() {
        var all = own.plus(server).toNanos();
        return all == 0 ? 0 : (double) ownCompilers.plus(compilers).toNanos() / all;
    }

    /// The part of the machine that this JVM had.
    public double ownShare() {
        return share(own);
    }

    /// The part of the machine that the server had.
    public double serverShare() {
        return share(server);
    }

    /// The part of the machine that neither of the two programs had and that was not idle.
    public double othersShare() {
        return Math.max(0, share(machine.plus(stolen).minus(own).minus(server)));
    }

    private double share(Duration part) {
        return possible.isZero() ? 0 : (double) part.toNanos() / possible.toNanos();
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

    static Duration time(long ticks) {
        return Duration.ofMillis(ticks * MS_A_TICK);
    }
}
