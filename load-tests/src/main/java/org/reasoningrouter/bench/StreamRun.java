package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;

/// The client's side of `router bench client`, a program of its own with a heap of its own: rounds
/// of parallel streams, each round's figures printed as one line.
///
/// An idle JVM's CPU is not taken off: it is some 0.1 % of a core.
final class StreamRun {

    static final String KIND = "bench.reader";
    static final String PORT = "bench.port";
    static final String SERVER = "bench.server-pid";
    static final String ROUND = "round=";
    static final String LIVE = "live-heap-mib=";
    static final String LIMIT = "heap-limit-mib=";
    static final String ERROR = "error=";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamPlan plan;
    private final StreamReader reader;
    private final long server;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();

    private StreamRun(StreamPlan plan, StreamReader reader, long server) {
        this.plan = plan;
        this.reader = reader;
        this.server = server;
    }

    public static void main(String[] arguments) throws IOException {
        var plan = StreamPlan.fromProperties();
        var kind = StreamReader.Kind.valueOf(System.getProperty(KIND));
        System.out.println(LIMIT + (Runtime.getRuntime().maxMemory() >> 20));
        try (var reader = kind.open(Integer.getInteger(PORT, 0), plan.script())) {
            new StreamRun(plan, reader, Long.getLong(SERVER, 0)).run();
        }
    }

    private void run() throws IOException {
        for (var i = 0; i < plan.warmUp(); i++) {
            var watch = Thread.startVirtualThread(this::printLiveHeap);
            round();
            watch.interrupt();
        }
        for (var i = 0; i < plan.rounds(); i++) {
            System.out.println(ROUND + JSON.writeValueAsString(round()));
            errors.stream().limit(3).forEach(error -> System.out.println(ERROR + error));
        }
    }

    private StreamRound round() throws IOException {
        mostOpen.set(0);
        errors.clear();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        var firstTokens = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), 3);
        var allocated = allocated();
        var collected = collectedMs();
        var before = CpuTimes.now(server);
        var start = System.nanoTime();
        stream(firstTokens);
        var wall = System.nanoTime() - start;
        var spent = CpuTimes.now(server).since(before);
        var chunks = (long) plan.streams() * plan.chunks();
        return new StreamRound(
                micros(spent.own(), chunks),
                micros(spent.server(), chunks),
                chunks * TimeUnit.SECONDS.toNanos(1) / wall,
                firstTokens.getValueAtPercentile(50) / 1e6,
                firstTokens.getValueAtPercentile(99) / 1e6,
                (allocated() - allocated) / chunks,
                heapPools().mapToLong(it -> it.getPeakUsage().getUsed()).sum() >> 20,
                collectedMs() - collected,
                ManagementFactory.getThreadMXBean().getPeakThreadCount(),
                mostOpen.get(),
                errors.size(),
                spent.othersShare());
    }

    private void stream(ConcurrentHistogram firstTokens) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < plan.streams(); i++) {
                var after = plan.startOf(i);
                threads.execute(() -> one(after, firstTokens));
            }
        }
    }

    private void one(Duration after, ConcurrentHistogram firstTokens) {
        try {
            Thread.sleep(after);
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            var start = System.nanoTime();
            reader.read(() -> firstTokens.recordValue(System.nanoTime() - start));
        } catch (IOException e) {
            errors.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.decrementAndGet();
        }
    }

    // In the warm-up only: a collection costs CPU that no worker would spend.
    private void printLiveHeap() {
        try {
            Thread.sleep(plan.middle());
        } catch (InterruptedException _) {
            return;
        }
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        System.out.println(LIVE + (memory.getHeapMemoryUsage().getUsed() >> 20));
    }

    private static double micros(Duration spent, long chunks) {
        return spent.toNanos() / 1e3 / chunks;
    }

    private static long allocated() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class)
                .getTotalThreadAllocatedBytes();
    }

    private static long collectedMs() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private static java.util.stream.Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(it -> it.getType() == MemoryType.HEAP);
    }
}
