package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalRun;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.local.PromptFile;
import org.reasoningrouter.router.evaluate.CalibrateCommand;
import org.reasoningrouter.router.evaluate.EvaluateCommand;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import picocli.CommandLine;

/// From answers to a router that goes by them: label, train, score, deploy, as the recipe's README
/// has it. Needs Python with the recipe's packages (`ROUTER_PYTHON` names it, default `python3`);
/// without them it is skipped.
class LabelToDeployIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PYTHON =
            Optional.ofNullable(System.getenv("ROUTER_PYTHON")).orElse("python3");
    private static final Path RECIPE = Path.of("../router-stream/model/recipe");
    private static final int LABELLED = 160;
    private static final int HELD_OUT = 80;

    @TempDir Path dir;

    @BeforeAll
    static void needsTheRecipesPackages() throws IOException, InterruptedException {
        assumeTrue(
                isThere(
                        PYTHON,
                        "-c",
                        "import lightgbm, numpy, onnx, onnxruntime, scipy, tokenizers"),
                "Python has not what router-stream/model/recipe/requirements.txt lists: skipped");
    }

    @Test
    void answersBecomeAModelThatTheRouterGoesBy() throws IOException, InterruptedException {
        try (var host = new FakeModelHost(FakeHybridModel::reply)) {
            label(host);
            train();

            assertThat(command(new EvaluateCommand(), "--json").at("/orders/0/auroc").asDouble())
                    .isGreaterThan(0.95);
            command(
                    new CalibrateCommand(),
                    "--max-accuracy-loss",
                    "0.05",
                    "--json",
                    "--out",
                    dir.resolve("policy.yaml").toString());

            for (var result : deployed(host).entrySet()) {
                var sums = result.getKey() % 2 == 0;
                var decision = result.getValue().getDecision();
                assertThat(decision.getModelVersion()).startsWith("model@");
                assertThat(decision.getRoute()).contains(sums ? Route.THINKING : Route.FAST);
            }
        }
    }

    private void label(FakeModelHost host) throws IOException {
        var asked = new ArrayList<String>();
        for (var i = 0; i < LABELLED + HELD_OUT; i++) {
            asked.add(line("p" + i + "#fast", i, "fast"));
            asked.add(line("p" + i + "#thinking", i, "thinking"));
        }
        var results = new HashMap<String, Result>();
        answers(host, Map.of(), asked).forEach(it -> results.put(it.getPromptId(), it));
        write("training.jsonl", 0, LABELLED, results);
        write("held-out.jsonl", LABELLED, LABELLED + HELD_OUT, results);
    }

    private void write(String name, int from, int to, Map<String, Result> results)
            throws IOException {
        try (var set = new TrainingSet(Files.newBufferedWriter(dir.resolve(name)));
                var grader = Graders.of("auto")) {
            for (var i = from; i < to; i++) {
                set.add(
                        prompt(i),
                        List.of(sample(grader, i, of(results, "p" + i + "#fast"))),
                        List.of(sample(grader, i, of(results, "p" + i + "#thinking"))));
            }
            assertThat(set.counts()).isEqualTo(new TrainingSet.Counts(to - from, 0, 0));
        }
    }

    private static Result of(Map<String, Result> results, String id) {
        return Optional.ofNullable(results.get(id)).orElseThrow();
    }

    private static PairedSample sample(Grader grader, int number, Result result) {
        var asked =
                new Graded(
                        result.getPromptId(),
                        FakeHybridModel.question(number),
                        FakeHybridModel.reference(number),
                        result.getAnswer().orElse(""));
        return PairedSample.of(result, Optional.of(grader.grade(asked)));
    }

    private void train() throws IOException, InterruptedException {
        var training = dir.resolve("training.jsonl").toString();
        var model = dir.resolve("model").toString();
        var train = RECIPE.resolve("train.py").toString();
        assertThat(isThere(PYTHON, train, "--pairs", training, "--out", model)).isTrue();
    }

    /// What a router with that model and policy decides, by the number of the prompt.
    private Map<Integer, Result> deployed(FakeModelHost host) throws IOException {
        var asked =
                IntStream.range(LABELLED, LABELLED + HELD_OUT)
                        .mapToObj(i -> line("p" + i, i, "auto"))
                        .toList();
        var router =
                Map.<String, Object>of(
                        "router.model.folder", dir.resolve("model").toString(),
                        "router.policy.file", dir.resolve("policy.yaml").toString());
        var results = new HashMap<Integer, Result>();
        for (var result : answers(host, router, asked)) {
            results.put(Integer.parseInt(result.getPromptId().substring(1)), result);
        }
        assertThat(results).hasSize(HELD_OUT);
        return results;
    }

    private List<Result> answers(FakeModelHost host, Map<String, Object> router, List<String> asked)
            throws IOException {
        var prompts = Files.write(dir.resolve("prompts.jsonl"), asked);
        var settings =
                LocalSettings.defaults()
                        .withPartitions(2)
                        .withSlots(8)
                        .answeredBy(new Remote(host.url(), "fake", Optional.empty()))
                        .withRouter(router)
                        .withWorker(
                                Map.of(
                                        "worker.llm.probe",
                                        "off",
                                        "worker.llm.dialect",
                                        "dashscope"));
        var heard = new Results();
        var minutes = Duration.ofMinutes(5);
        try (var stack = LocalStack.start(settings);
                var file = PromptFile.open(prompts);
                var run =
                        new LocalRun(
                                stack.target(),
                                new LocalRun.Limits(Long.MAX_VALUE, 1_000, minutes, minutes),
                                heard)) {
            assertThat(run.run(file).isWhole()).isTrue();
        }
        return heard.results;
    }

    private JsonNode command(Object command, String... more) throws IOException {
        var printed = new StringWriter();
        var arguments = new ArrayList<>(List.of(more));
        arguments.addAll(
                List.of(
                        "--outcomes", dir.resolve("held-out.jsonl").toString(),
                        "--model", dir.resolve("model").toString()));
        assertThat(
                        new CommandLine(command)
                                .setOut(new PrintWriter(printed))
                                .execute(arguments.toArray(String[]::new)))
                .isZero();
        return JSON.readTree(printed.toString());
    }

    private static String line(String id, int number, String mode) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("text", FakeHybridModel.question(number))
                .put("mode", mode)
                .toString();
    }

    private static Prompt prompt(int number) {
        var message =
                Message.newBuilder()
                        .setRole(Role.USER)
                        .setContent(FakeHybridModel.question(number))
                        .build();
        return Prompt.newBuilder().setPromptId("p" + number).setMessages(List.of(message)).build();
    }

    private static boolean isThere(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Results implements LocalRun.Listener {

        private final List<Result> results = new ArrayList<>();

        @Override
        public void result(Result result) {
            results.add(result);
        }

        @Override
        public void complaint(String line) {
            throw new AssertionError(line);
        }

        @Override
        public void progress(long sent, long pending) {}
    }
}
