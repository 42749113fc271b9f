package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The log is of one tenant's 100 prompts of one score, which led fast. Ten thought all the same,
/// and thinking is right; fast is right at every third.
class CounterfactualCommandTest {

    @TempDir Path directory;

    private final StringWriter printed = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void aPolicyThatThinksIsWorthWhatTheExploringPromptsGot() throws IOException {
        write(0.1);

        assertThat(judge("thinking", 0.3)).isZero();

        // Of the 90 that went fast 30 were right, as were all ten that thought.
        assertThat(printed.toString())
                .startsWith(
                        "policy thinking on 100 logged decisions, which weigh as much as 10;"
                                + " accuracy with 95 % intervals\n"
                                + "logged         0.4000 (")
                .contains("IPS            1.0000 (", "SNIPS          1.0000 (");
    }

    @Test
    void theSameAsJson() throws IOException {
        write(0.1);

        assertThat(judge("thinking", 0.3, "--json")).isZero();

        var json = new ObjectMapper().readTree(printed.toString());
        assertThat(json.path("policy").asText()).isEqualTo("thinking");
        assertThat(json.path("decisions").asInt()).isEqualTo(100);
        assertThat(json.path("effective").asDouble()).isEqualTo(10);
        assertThat(json.path("logged").path("accuracy").asDouble()).isEqualTo(0.4);
        assertThat(json.path("snips").path("interval").path(0).asDouble()).isBetween(0.4, 1.0);
        assertThat(json.path("doublyRobust").path("interval").path(1).asDouble()).isEqualTo(1);
    }

    @Test
    void aThresholdOfTheTenantCounts() throws IOException {
        write(0.1);
        policy("tenants", 0.9, "thresholds: [{tenant: acme, threshold: 0.3}]");

        assertThat(run("--json")).isZero();

        var json = new ObjectMapper().readTree(printed.toString());
        assertThat(json.path("ips").path("accuracy").asDouble()).isEqualTo(1);
    }

    @Test
    void aLogWithoutExplorationCannotTell() throws IOException {
        write(1);

        assertThat(judge("thinking", 0.3)).isEqualTo(1);
        assertThat(errors.toString())
                .startsWith("counterfactual: 90 of 100 decisions had propensity 1");
        assertThat(printed.toString()).isEmpty();
    }

    @Test
    void aBrokenLineIsNamed() throws IOException {
        Files.writeString(
                file("log.jsonl"),
                decision(0, 0.1) + "\n\n{\"id\":\"p2\",\"score\":0.5,\"reward\":1}\n");
        policy("thinking", 0.3, "");

        assertThat(run("--decisions", file("log.jsonl").toString())).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "counterfactual: line 3: route must be fast or thinking");
    }

    @Test
    void linesThatSayNothingAreCountedAndDoNotEndIt() throws IOException {
        var lines = new ArrayList<String>();
        for (var i = 0; i < 100; i++) {
            lines.add(decision(i, 0.1));
        }
        lines.add("{\"id\":\"q1\",\"route\":\"FAST\",\"reason\":\"HINT\",\"reward\":1}");
        lines.add("{\"id\":\"q2\",\"status\":\"EXPIRED\",\"route\":\"FAST\",\"score\":0.4}");
        var log = Files.write(file("log.jsonl"), lines).toString();

        assertThat(judge("thinking", 0.3, "--decisions", log)).isZero();

        assertThat(printed.toString())
                .contains("on 100 logged decisions")
                .contains("left out       1 without a score, 1 without a reward or verdict");
    }

    @Test
    void aLogOfNothingElseCannotTell() throws IOException {
        var log = Files.writeString(file("log.jsonl"), "{\"id\":\"q1\",\"route\":\"FAST\"}\n");

        assertThat(judge("thinking", 0.3, "--decisions", log.toString())).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualToIgnoringNewLines(
                        "counterfactual: no line has a score, a route, a propensity and a reward;"
                                + " left out: 1 without a score");
    }

    @Test
    void filesThatAreNotThereAreNamed() throws IOException {
        policy("thinking", 0.3, "");

        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--decisions must name a file that can be read", "log.jsonl.gz");
        write(0.1);
        Files.delete(file("policy.yaml"));
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("policy.yaml");
    }

    private int judge(String version, double threshold, String... more) throws IOException {
        policy(version, threshold, "");
        return run(more);
    }

    private void policy(String version, double threshold, String more) throws IOException {
        var lines =
                List.of(
                        "version: " + version,
                        "threshold: " + threshold,
                        "fallback: fast",
                        "expectedThinkingTokens: 1000",
                        "budgets: [{from: 0, tokens: 1000}]",
                        "hints: true",
                        more);
        Files.write(file("policy.yaml"), lines);
    }

    /// @param explored the propensity of thinking; 1 for a log that claims to leave nothing to
    ///   chance
    private void write(double explored) throws IOException {
        try (var out = new PrintWriter(gzip(), false, StandardCharsets.UTF_8)) {
            for (var i = 0; i < 100; i++) {
                out.println(decision(i, explored));
            }
        }
    }

    private OutputStream gzip() throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(file("log.jsonl.gz")));
    }

    private static String decision(int row, double explored) {
        var thinks = row % 11 == 0;
        var propensity = explored == 1 ? 1 : thinks ? explored : 1 - explored;
        return "{\"id\":\"p%d\",\"tenant\":\"acme\",\"score\":0.4,\"route\":\"%s\",\"propensity\":%s,\"reward\":%s}"
                .formatted(row, thinks ? "THINKING" : "FAST", propensity, thinks || row % 3 == 0);
    }

    private int run(String... more) {
        var given = List.of(more).contains("--decisions");
        var arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--policy", file("policy.yaml").toString()));
        if (!given) {
            arguments.addAll(List.of("--decisions", file("log.jsonl.gz").toString()));
        }
        return new CommandLine(new CounterfactualCommand())
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(errors))
                .execute(arguments.toArray(String[]::new));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
