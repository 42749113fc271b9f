package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.wire.Status;

class LocalStackIT {

    private static final int PROMPTS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static LocalStack stack;
    @TempDir Path dir;

    @BeforeAll
    static void start() {
        stack =
                LocalStack.start(
                        LocalSettings.defaults()
                                .withPartitions(4)
                                .withSlots(8)
                                .answeredBy(new Simulated(0.01)));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void everyPromptHasOneResultThatAddsUp() throws IOException {
        var file =
                write(
                        IntStream.range(0, PROMPTS)
                                .mapToObj(LocalStackIT::line)
                                .collect(Collectors.joining()));
        var written = new StringWriter();

        var report = new RunReport(written, System.err, false);
        var outcome = run(file, report);

        assertThat(outcome).isEqualTo(new LocalRun.Outcome(PROMPTS, 0, 0));
        var summary = report.summary();
        assertThat(summary.count(Status.ANSWERED)).isEqualTo(PROMPTS);
        assertThat(summary.simulated()).isEqualTo(PROMPTS);
        var results = json(written);
        assertThat(results).extracting(it -> it.path("id").asText()).doesNotHaveDuplicates();
        assertThat(results).allSatisfy(it -> assertThat(it.path("answer").asText()).isNotEmpty());
        assertThat(results.stream().mapToLong(it -> it.path("costNanos").asLong()).sum())
                .isEqualTo(summary.costNanos())
                .isPositive();
        assertThat(results.stream().filter(it -> it.path("reasoningTokens").asLong() > 0))
                .hasSize(PROMPTS / 4)
                .allSatisfy(it -> assertThat(it.path("route").asText()).isEqualTo("THINKING"));
    }

    @Test
    void badLinesAreToldAndTheRestIsAnswered() throws IOException {
        var file =
                write(
                        """
                        {"id":"good","text":"What is 2 + 2?"}
                        {"id":"good","text":"once more"}
                        not json
                        {"id":"empty","text":" "}
                        """);
        var written = new StringWriter();

        var outcome = run(file, new RunReport(written, System.err, false));

        assertThat(outcome).isEqualTo(new LocalRun.Outcome(2, 2, 0));
        assertThat(json(written))
                .extracting(it -> it.path("id").asText() + " " + it.path("status").asText())
                .containsExactlyInAnyOrder("good ANSWERED", "empty REJECTED");
    }

    @Test
    void eachProgramTellsItsHealth() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            for (var address : stack.addresses().entrySet()) {
                if (address.getKey().endsWith("management")) {
                    var uri = URI.create(address.getValue() + "/health/liveness");
                    var answer =
                            client.send(
                                    HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(address.getKey()).isEqualTo(200);
                }
            }
        }
        assertThat(stack.addresses())
                .containsKeys("broker", "schema registry", "router management");
    }

    private static String line(int number) {
        var mode = number % 4 == 0 ? "thinking" : "fast";
        var lane = number % 10 == 0 ? "bulk" : "interactive";
        return "{\"id\":\"p%d\",\"text\":\"What is %d squared?\",\"mode\":\"%s\",\"lane\":\"%s\"}%n"
                .formatted(number, number, mode, lane);
    }

    private static LocalRun.Outcome run(Path file, RunReport report) throws IOException {
        var limits =
                new LocalRun.Limits(Long.MAX_VALUE, 1_000, LocalStack.INTERACTIVE, LocalStack.BULK);
        try (var input = PromptFile.open(file);
                var run = new LocalRun(stack.target(), limits, report)) {
            return run.run(input);
        }
    }

    private Path write(String lines) throws IOException {
        return Files.writeString(dir.resolve("prompts.jsonl"), lines);
    }

    private static List<JsonNode> json(StringWriter written) throws IOException {
        var nodes = new ArrayList<JsonNode>();
        for (var line : written.toString().lines().toList()) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
