package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.load.ChildProgram;
import org.reasoningrouter.load.PromptStream;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.local.RouterCommand;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;
import picocli.CommandLine;

class ReplayIT {

    private static final int PROMPTS = 120;
    private static final int SLOTS = 4;
    private static final int ROUTES = 2;

    /// A worker that starts measures the server with three calls at most.
    private static final int PROBES = 3 * ROUTES;

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> JVM = List.of("-Xmx768m", "-XX:+UseSerialGC");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path dir;

    @Test
    void aKilledReplayGoesOnAndFindsWhatAnUnbrokenOneFinds() throws Exception {
        var input = input();
        var settings = SimulatorSettings.scaled(0.02).withoutCache();
        try (var server = LlmSimulator.start(0, settings);
                var other = LlmSimulator.start(0, settings)) {
            // On a thread of its own: the HTTP client needs the common pool.
            var unbroken = new FutureTask<>(() -> run(arguments(input, "unbroken", other, 2)));
            Thread.ofPlatform().daemon().name("unbroken").start(unbroken);
            killHalfWay(input, server);
            try (var again = program(input, server)) {
                assertThat(again.awaitExit(PATIENCE)).as("%s", again.output()).isZero();
                assertThat(again.output()).anyMatch(line -> line.startsWith("going on with"));
            }

            assertThat(unbroken.get()).isZero();
            assertThat(summary("killed").path("digest"))
                    .isEqualTo(summary("unbroken").path("digest"));
            assertThat(server.ledger().started())
                    .isLessThanOrEqualTo(PROMPTS + SLOTS * ROUTES + 2 * PROBES);
        }
        assertThat(results("killed"))
                .hasSize(PROMPTS + 1)
                .allMatch(row -> row.path("row").asInt() == 5 || row.path("simulated").asBoolean())
                .extracting(row -> row.path("row").asInt())
                .isSorted();
        assertThat(results("killed").get(4).path("status").asText()).isEqualTo("REFUSED");
        assertThat(dir.resolve("killed").resolve("work")).doesNotExist();
        assertThat(dir.resolve("killed").resolve("report.html")).content().contains("SIMULATED");
        assertThat(run(List.of("--diff", folder("killed"), folder("unbroken")))).isZero();
    }

    /// All scores but one are those of the first replay, so all decisions but one are, too.
    @Test
    void recordedScoresTakeTheClassifiersPlace() throws Exception {
        var input = input();
        assertThat(run(fromScores(input, "first"))).isZero();
        var altered = new ArrayList<String>();
        for (var row : results("first")) {
            var scored = (ObjectNode) row;
            if (row.path("row").asInt() == 1) {
                scored.put("score", 0.001);
            }
            altered.add(scored.toString());
        }
        var scores = Files.write(dir.resolve("scores.jsonl"), altered);

        var code = run(fromScores(input, "second", "--scores", scores.toString()));

        assertThat(code).isZero();
        var first = results("first");
        var second = results("second");
        assertThat(first.getFirst().path("route").asText()).isEqualTo("THINKING");
        assertThat(second.getFirst().path("route").asText()).isEqualTo("FAST");
        assertThat(second.getFirst().path("score").asDouble()).isEqualTo(0.001);
        assertThat(second.subList(1, second.size()))
                .extracting(ReplayIT::decision)
                .isEqualTo(
                        first.subList(1, first.size()).stream().map(ReplayIT::decision).toList());
    }

    private static String decision(JsonNode row) {
        return Stream.of("row", "id", "route", "reason", "score", "threshold", "classifier")
                .map(field -> row.path(field).asText())
                .collect(Collectors.joining(" "));
    }

    private List<String> fromScores(Path input, String out, String... more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--prompts", input.toString(),
                                "--time-scale", "0",
                                "--out", folder(out)));
        arguments.addAll(List.of(more));
        return arguments;
    }

    @Test
    void aRangeOfALiveTopicIsReplayedBesideIt() throws Exception {
        var settings =
                LocalSettings.defaults()
                        .withPartitions(2)
                        .withSlots(2)
                        .answeredBy(new Simulated(0));
        try (var stack = LocalStack.start(settings.running(Set.of()))) {
            try (var live = new PromptStream(stack.target(), texts())) {
                live.send(20, 0);
            }

            var code =
                    run(
                            List.of(
                                    "--from-topic", "prompts",
                                    "--since", "1h",
                                    "--cluster", stack.broker().bootstrap(),
                                    "--registry", stack.registry().url(),
                                    "--replication-factor", "1",
                                    "--min-isr", "1",
                                    "--partitions", "2",
                                    "--mode", "paired",
                                    "--grader", "numeric",
                                    "--time-scale", "0",
                                    "--out", folder("topic")));

            assertThat(code).isZero();
            assertThat(results("topic"))
                    .hasSize(20)
                    .allMatch(row -> row.path("fast").path("samples").size() == 1)
                    .allMatch(row -> row.path("thinking").path("samples").size() == 1)
                    .allMatch(row -> row.path("score").isNumber());
            assertThat(Files.readAllLines(dir.resolve("topic").resolve("training.jsonl")))
                    .hasSize(20)
                    .allMatch(line -> line.contains("\"graders\":\"numeric\""));
            requireThatNothingStays(stack);
        }
    }

    private static void requireThatNothingStays(LocalStack stack) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.broker().bootstrap()))) {
            assertThat(admin.listTopics().names().get())
                    .contains("prompts", "results")
                    .noneMatch(name -> name.startsWith("replay."));
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().startsWith("replay."));
            assertThat(admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get())
                    .isEmpty();
            var results = new TopicPartition("results", 0);
            assertThat(
                            admin.listOffsets(Map.of(results, OffsetSpec.latest()))
                                    .partitionResult(results)
                                    .get()
                                    .offset())
                    .isZero();
        }
    }

    private void killHalfWay(Path input, LlmSimulator server) throws IOException {
        try (var program = program(input, server)) {
            var until = Instant.now().plus(PATIENCE);
            while (server.ledger().started() < PROMPTS / 2) {
                assertThat(program.isAlive()).as("%s", program.output()).isTrue();
                assertThat(Instant.now()).isBefore(until);
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            program.kill();
        }
    }

    private ChildProgram program(Path input, LlmSimulator server) throws IOException {
        var command = new ArrayList<String>();
        command.add(RouterCommand.class.getName());
        command.add("replay");
        command.addAll(arguments(input, "killed", server, 4));
        return new ChildProgram(
                command,
                Map.of("router.log", dir.resolve("log").toString()),
                JVM,
                Files.createTempFile(dir, "output", ".log"));
    }

    private List<String> arguments(Path input, String out, LlmSimulator server, int partitions) {
        return List.of(
                "--prompts", input.toString(),
                "--llm", server.url(),
                "--llm-model", LlmSimulator.MODEL,
                "--slots", Integer.toString(SLOTS),
                "--partitions", Integer.toString(partitions),
                "--out", folder(out));
    }

    private static int run(List<String> arguments) {
        return new CommandLine(new ReplayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments.toArray(String[]::new));
    }

    // The examples: some think. The fifth row is none.
    private Path input() throws IOException {
        var examples = Path.of("..", "deploy", "examples", "prompts.jsonl");
        try (var lines = Files.lines(examples)) {
            var some = lines.limit(PROMPTS).collect(Collectors.toCollection(ArrayList::new));
            some.add(4, "no prompt");
            return Files.write(dir.resolve("prompts.jsonl"), some);
        }
    }

    private static List<Prompt> texts() {
        var message = Message.newBuilder().setRole(Role.USER).setContent("What is 3 + 4?").build();
        return List.of(
                Prompt.newBuilder()
                        .setPromptId("any")
                        .setMessages(List.of(message))
                        .setReference("7")
                        .build());
    }

    private String folder(String name) {
        return dir.resolve(name).toString();
    }

    private JsonNode summary(String name) throws IOException {
        return JSON.readTree(dir.resolve(name).resolve("summary.json").toFile());
    }

    private List<JsonNode> results(String name) throws IOException {
        var rows = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(dir.resolve(name).resolve("results.jsonl"))) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }
}
