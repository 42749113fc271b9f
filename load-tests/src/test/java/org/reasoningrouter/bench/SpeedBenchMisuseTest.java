package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// What is refused before anything is started.
class SpeedBenchMisuseTest {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    @TempDir private Path folder;

    private final StringWriter errors = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"ceiling", "e2e", "peers", "ladder", "scale", "gpu"})
    void promptsThatAreNotThere(String bench) {
        assertThat(run(bench, "--prompts", "no-such-file.jsonl")).isEqualTo(MISUSED);
        assertThat(errors.toString()).contains("--prompts cannot be read: no-such-file.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceiling", "e2e", "peers", "ladder", "scale", "gpu"})
    void aFileWithoutPrompts(String bench) throws IOException {
        var file = Files.writeString(folder.resolve("empty.jsonl"), "\n");

        assertThat(run(bench, "--prompts", file.toString())).isEqualTo(MISUSED);
        assertThat(errors.toString()).contains("--prompts holds no prompt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceiling", "e2e", "peers", "ladder"})
    void aModelThatIsNotThere(String bench) {
        assertThat(run(bench, "--prompts", examples(), "--encoder", "no-such-folder"))
                .isEqualTo(FAILED);
        assertThat(errors.toString())
                .contains("model folder no-such-folder: there is no such folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceiling", "e2e", "peers", "ladder", "scale", "gpu"})
    void moreMemoryThanThereIs(String bench) {
        assertThat(run(bench, "--prompts", examples(), "--router-heap-mib", "100000000"))
                .isEqualTo(FAILED);
        assertThat(errors.toString()).contains("lower --router-heap-mib");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceiling", "e2e", "peers", "ladder", "scale", "gpu"})
    void roundsThatAreNone(String bench) {
        assertThat(run(bench, "--prompts", examples(), "--rounds", "0")).isEqualTo(MISUSED);
        assertThat(errors.toString()).contains("--rounds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--repeats", "--seconds", "--warm-up", "--commit-ms", "--capacity"})
    void aLadderOfNothing(String option) {
        assertThat(run("ladder", "--prompts", examples(), option, "0")).isEqualTo(MISUSED);
        assertThat(errors.toString()).contains(option).contains("must be at least 1");
    }

    @Test
    void aDeviceThatIsNotThere() {
        assertThat(run("gpu", "--prompts", examples(), "--quick", "--device", "abacus"))
                .isEqualTo(MISUSED);
        assertThat(errors.toString()).contains("must be cpu, cuda, tensorrt or auto: abacus");
    }

    @Test
    void aGpuThatIsNotThere() {
        assumeFalse(isGpuBuild());
        assertThat(run("gpu", "--prompts", examples(), "--quick")).isEqualTo(FAILED);
        assertThat(errors.toString()).contains("this build has no cuda; build with -P gpu");
    }

    private static boolean isGpuBuild() {
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    private static String examples() {
        return Path.of("..", "deploy", "examples", "prompts.jsonl").toString();
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println(e.getMessage());
                    return FAILED;
                })
                .execute(arguments);
    }
}
