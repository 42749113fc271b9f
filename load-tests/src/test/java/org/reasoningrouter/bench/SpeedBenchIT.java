package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// That the benches of speed run whole and report; what they measure here is worth nothing.
class SpeedBenchIT {

    @Test
    void theCeilingHasEveryLimit() throws IOException {
        var report = run("ceiling");

        assertThat(report.get("bench").asText()).isEqualTo("ceiling");
        assertThat(report.get("fallbacks").asInt()).isZero();
        assertThat(column(report, "model")).contains("encoder", "default model", "constant");
        assertThat(column(report, "limit")).anyMatch(it -> it.startsWith("B0"));
        assertThat(column(report, "limit")).anyMatch(it -> it.startsWith("B1"));
        assertThat(column(report, "limit")).anyMatch(it -> it.startsWith("T0"));
        assertIsWhole(report);
    }

    @Test
    void theStreamIsHeldAgainstItsModelAndRunsToResults() throws IOException {
        var report = run("e2e");

        assertThat(report.get("bench").asText()).isEqualTo("e2e");
        assertThat(report.get("fallbacks").asInt()).isZero();
        assertThat(report.get("ratioToModelLoop").asDouble()).isPositive();
        // Linux counts a process's time in ticks of 10 ms, 100 µs of each prompt of a quick round:
        // its own CPU is a difference of a few ticks, of either sign. The model counted twice would
        // be some 8 ms.
        assertThat(report.get("ownCpuMicrosAPrompt").asDouble(Double.NaN)).isGreaterThan(-2_000);
        assertThat(report.get("drainedPromptsASecondWithoutIdentity").asDouble()).isPositive();
        assertThat(report.get("resultsASecond").asDouble()).isPositive();
        assertThat(column(report, "way"))
                .contains(
                        "B1, the bare loop",
                        "to requests, identity store on",
                        "drain to requests, identity store off",
                        "to results, stand-in server");
        assertIsWhole(report);
    }

    @Test
    void theBenchOfGpusRunsOnACpuForFunction() throws IOException {
        var report = run("gpu", "--device", "cpu");

        assertThat(report.get("bench").asText()).isEqualTo("gpu");
        assertThat(report.get("fallbacks").asInt()).isZero();
        assertThat(report.get("ratioToModelLoop").asDouble()).isPositive();
        assertThat(report.get("ratioToPerRecord").asDouble()).isPositive();
        assertThat(report.get("batchPrompts").asInt()).isIn(8, 32);
        assertThat(column(report, "way"))
                .contains("one prompt a call", "sweep", "to requests, identity store on")
                .anyMatch(it -> it.startsWith("B0"))
                .anyMatch(it -> it.startsWith("B1"));
        assertIsWhole(report);
    }

    private static void assertIsWhole(JsonNode report) {
        assertThat(report.at("/machine/cores").asInt()).isPositive();
        assertThat(report.at("/settings/noise").asText()).isNotBlank();
        for (var row : report.get("rows")) {
            assertThat(row.get("prompts/s").asDouble()).as(row.toString()).isPositive();
        }
    }

    private static List<String> column(JsonNode report, String name) {
        var cells = new ArrayList<String>();
        report.get("rows").forEach(row -> cells.add(row.get(name).asText()));
        return cells;
    }

    private static JsonNode run(String bench, String... more) throws IOException {
        var out = new StringWriter();
        var words = new StringWriter();
        var line =
                new CommandLine(new BenchCommand())
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(words, true));
        var prompts = Path.of("..", "deploy", "examples", "prompts.jsonl").toString();

        var options = new ArrayList<>(List.of(bench, "--quick", "--json", "--prompts", prompts));
        options.addAll(List.of(more));

        assertThat(line.execute(options.toArray(String[]::new))).as(words.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }
}
