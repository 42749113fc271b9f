package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.reasoningrouter.load.ChildProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `router bench client`: what one JVM spends on many streams at a time, and what of it is ours.
@Command(
        name = "client",
        description = "CPU and heap of one worker's client with many parallel streams.",
        mixinStandardHelpOptions = true)
final class ClientCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double NOISY = 0.2;

    @Option(names = "--streams", description = "Parallel streams (${DEFAULT-VALUE}).")
    private int streams = 500;

    @Option(
            names = "--chunks",
            description = "Chunks in each, one token a chunk (${DEFAULT-VALUE}).")
    private int chunks = 250;

    @Option(names = "--pace-ms", description = "Between two chunks (${DEFAULT-VALUE}).")
    private long paceMs = 50;

    @Option(names = "--heap-mib", description = "Heap limit of the client (${DEFAULT-VALUE}).")
    private int heapMiB = 512;

    @Option(names = "--rounds", description = "Rounds that are counted (${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--warm-up", description = "Rounds before them (${DEFAULT-VALUE}).")
    private int warmUp = 3;

    @Option(names = "--quick", description = "A fifth of the chunks and two rounds, no report.")
    private boolean quick;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("load-tests/results");

    @Override
    public Integer call() throws IOException {
        var plan =
                quick
                        ? new StreamPlan(streams, Math.max(2, chunks / 5), paceMs, 2, 2)
                        : new StreamPlan(streams, chunks, paceMs, warmUp, rounds);
        var logs = Files.createTempDirectory("bench-client");
        var measured = new ArrayList<Measured>();
        try (var server = server(plan, logs)) {
            var port = Integer.parseInt(await(server, StreamServer.PORT));
            for (var kind : StreamReader.Kind.values()) {
                measured.add(measure(kind, plan, server.pid(), port, logs));
            }
        }
        print(report(plan, measured));
        return measured.stream().allMatch(Measured::isWhole) ? 0 : 1;
    }

    private void print(BenchReport report) throws IOException {
        var now = Instant.now();
        var markdown = quick ? report.markdown(now) : report.write(out, now);
        System.out.println(json ? report.json(now) : markdown);
    }

    private static ChildProgram server(StreamPlan plan, Path logs) {
        return new ChildProgram(
                StreamServer.class.getName(), plan.properties(), logs.resolve("server.log"));
    }

    private Measured measure(
            StreamReader.Kind kind, StreamPlan plan, long server, int port, Path logs) {
        var settings = new HashMap<>(plan.properties());
        settings.put(StreamRun.KIND, kind.name());
        settings.put(StreamRun.PORT, String.valueOf(port));
        settings.put(StreamRun.SERVER, String.valueOf(server));
        var log = logs.resolve(kind.name() + ".log");
        try (var run =
                new ChildProgram(
                        StreamRun.class.getName(),
                        settings,
                        List.of("-Xmx" + heapMiB + "m"),
                        log)) {
            var patience = plan.middle().multipliedBy(4L * (plan.warmUp() + plan.rounds()));
            if (run.awaitExit(patience.plus(PATIENCE)) != 0) {
                throw new IllegalStateException("the client failed; its words are in " + log);
            }
            return Measured.of(kind, run.output());
        }
    }

    private static String await(ChildProgram program, String key) {
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (program.isAlive() && System.nanoTime() < giveUpAt) {
            var value = values(program.output(), key);
            if (!value.isEmpty()) {
                return value.getFirst();
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IllegalStateException("no " + key + " from the server of the bench");
    }

    private static List<String> values(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .toList();
    }

    private BenchReport report(StreamPlan plan, List<Measured> measured) {
        var rows = new ArrayList<Map<String, Object>>();
        measured.forEach(it -> it.addRows(rows));
        var noisy = measured.stream().flatMap(it -> it.rounds().stream()).anyMatch(this::isNoisy);
        var settings = new LinkedHashMap<String, Object>();
        settings.put("streams", plan.streams());
        settings.put("chunks a stream", plan.chunks());
        settings.put("ms between chunks", plan.paceMs());
        settings.put("rounds not counted", plan.warmUp());
        measured.forEach(it -> settings.putAll(it.heap()));
        settings.put(
                "noise",
                noisy
                        ? "other programs took more than a fifth of the machine in some round:"
                                + " times to first token are worth little, CPU a chunk is a bit high"
                        : "other programs took less than a fifth of the machine in every round");
        return new BenchReport(
                "client",
                "Parallel streams of one token a chunk, in vLLM's spelling with running counts,"
                        + " read by one JVM of a limited heap; the server is a process of its own."
                        + " CPU is all that the client's JVM took, collector and compilers"
                        + " included, divided by the chunks with text. Streams begin over one"
                        + " second; the server sends the first token after 150 ms. What stands"
                        + " above `java.net.http, nothing parsed` is ours.",
                settings,
                rows);
    }

    private boolean isNoisy(StreamRound round) {
        return round.othersShare() > NOISY;
    }

    /// What one kind of reader printed.
    private record Measured(
            StreamReader.Kind kind, List<StreamRound> rounds, String limit, String live) {

        static Measured of(StreamReader.Kind kind, List<String> lines) {
            return new Measured(
                    kind,
                    values(lines, StreamRun.ROUND).stream().map(Measured::round).toList(),
                    values(lines, StreamRun.LIMIT).getLast(),
                    values(lines, StreamRun.LIVE).getLast());
        }

        private static StreamRound round(String line) {
            try {
                return JSON.readValue(line, StreamRound.class);
            } catch (IOException e) {
                throw new IllegalStateException("not a round: " + line, e);
            }
        }

        boolean isWhole() {
            return rounds.stream().allMatch(it -> it.errors() == 0);
        }

        Map<String, Object> heap() {
            return Map.of(
                    "heap of " + kind.label(),
                    limit + " MiB limit, " + live + " MiB live in the middle of a round");
        }

        void addRows(List<Map<String, Object>> rows) {
            rows.add(row("median of " + rounds.size(), it -> it.get(it.size() / 2)));
            rows.add(row("lowest", List::getFirst));
            rows.add(row("highest", List::getLast));
        }

        private Map<String, Object> row(
                String which, java.util.function.Function<List<Number>, Number> pick) {
            var row = new LinkedHashMap<String, Object>();
            row.put("reader", kind.label());
            row.put("of the rounds", which);
            for (var figure : rounds.getFirst().figures().keySet()) {
                row.put(figure, pick.apply(sorted(figure)));
            }
            return row;
        }

        private List<Number> sorted(String figure) {
            return rounds.stream()
                    .map(it -> it.figures().get(figure))
                    .sorted(java.util.Comparator.comparingDouble(Number::doubleValue))
                    .toList();
        }
    }
}
