package org.reasoningrouter.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of one round of streams.
///
/// @param threads the most platform threads at one time
/// @param parallel the most streams that had begun and not ended
/// @param othersShare the part of the machine that other programs took
record StreamRound(
        double cpuMicrosAChunk,
        double serverMicrosAChunk,
        long chunksASecond,
        double firstTokenP50Ms,
        double firstTokenP99Ms,
        long allocatedBytesAChunk,
        long heapPeakMiB,
        long gcMs,
        int threads,
        int parallel,
        long errors,
        double othersShare) {

    Map<String, Number> figures() {
        var figures = new LinkedHashMap<String, Number>();
        figures.put("CPU µs a chunk", tenths(cpuMicrosAChunk));
        figures.put("chunks/s", chunksASecond);
        figures.put("first token p50 ms", tenths(firstTokenP50Ms));
        figures.put("p99 ms", tenths(firstTokenP99Ms));
        figures.put("allocated bytes a chunk", allocatedBytesAChunk);
        figures.put("heap peak MiB", heapPeakMiB);
        figures.put("GC ms", gcMs);
        figures.put("platform threads", threads);
        figures.put("parallel streams", parallel);
        figures.put("errors", errors);
        figures.put("server CPU µs a chunk", tenths(serverMicrosAChunk));
        figures.put("machine taken by others %", Math.round(othersShare * 100));
        return figures;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
