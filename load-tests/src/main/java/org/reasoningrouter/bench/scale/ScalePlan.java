package org.reasoningrouter.bench.scale;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// How many of what, and how long.
final class ScalePlan {

    private static final List<Integer> QUICK = List.of(2);
    private static final int QUICK_CALL_MS = 50;

    /// What is measured.
    enum Part {
        CAPACITY,
        WORKERS,
        OUTAGE
    }

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Of ${COMPLETION-CANDIDATES}; all, and with --quick all but the outage.")
    private List<Part> parts = List.of();

    @Option(names = "--partitions", split = ",", paramLabel = "N", description = "1,2,4,8.")
    private List<Integer> partitions = List.of(1, 2, 4, 8);

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Stream threads of one router (1,2,3,4).")
    private List<Integer> threads = List.of(1, 2, 3, 4);

    @Option(
            names = "--routers",
            split = ",",
            paramLabel = "N",
            description = "Routers, each a JVM of its own (1,2).")
    private List<Integer> routers = List.of(1, 2);

    @Option(
            names = "--workers",
            split = ",",
            paramLabel = "N",
            description = "Workers of one slot each, on one partition (1,2,4,8,16).")
    private List<Integer> workers = List.of(1, 2, 4, 8, 16);

    @Option(
            names = "--call-ms",
            description = "Of a call of the stand-in server for the workers (${DEFAULT-VALUE}).")
    private int callMs = 200;

    @Option(
            names = "--outage",
            paramLabel = "SECONDS",
            description = "How long the model server is away (${DEFAULT-VALUE}).")
    private int outage = 30;

    @Option(
            names = "--outage-rate",
            paramLabel = "PROMPTS",
            description = "A second, before, during and after it (${DEFAULT-VALUE}).")
    private int outageRate = 10;

    /// @throws IllegalArgumentException of one line when a number is none
    void require() {
        var all =
                Stream.of(
                        partitions, threads, routers, workers, List.of(callMs, outage, outageRate));
        if (all.flatMap(List::stream).anyMatch(it -> it < 1)) {
            throw new IllegalArgumentException(
                    "--partitions, --threads, --routers, --workers, --call-ms, --outage and"
                            + " --outage-rate must be at least 1");
        }
    }

    boolean has(Part part, boolean quick) {
        return parts.isEmpty() ? !quick || part != Part.OUTAGE : parts.contains(part);
    }

    List<ScaleAxis> axes(boolean quick) {
        return quick ? List.of(ScaleAxis.ROUTERS) : List.of(ScaleAxis.values());
    }

    List<Integer> steps(ScaleAxis axis, boolean quick) {
        if (quick) {
            return QUICK;
        }
        return switch (axis) {
            case PARTITIONS -> partitions;
            case THREADS -> threads;
            case ROUTERS -> routers;
        };
    }

    List<Integer> workers(boolean quick) {
        return quick ? QUICK : workers;
    }

    Duration call(boolean quick) {
        return Duration.ofMillis(quick ? QUICK_CALL_MS : callMs);
    }

    Duration outage(boolean quick) {
        return Duration.ofSeconds(quick ? 1 : outage);
    }

    int outageRate() {
        return outageRate;
    }
}
