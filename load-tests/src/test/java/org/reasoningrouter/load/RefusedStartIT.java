package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.worker.WorkerApplication;

/// What a program says that cannot start: one line on stderr, and exit code 2.
class RefusedStartIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path folder;

    @Test
    void theRouterNamesTheModelFileThatIsMissing() throws IOException {
        var model = Files.createDirectory(folder.resolve("model"));

        refuses(router("router.model.folder", model), "router: model folder " + model + ": ");
    }

    @Test
    void theRouterNamesThePolicyFileThatIsBroken() throws IOException {
        var policy = Files.writeString(folder.resolve("policy.yml"), "threshold: much\n");

        refuses(
                router("router.policy.file", policy),
                "router: policy.file " + policy + " is wrong");
    }

    @Test
    void theRouterNamesTheBrokerThatIsNotThere() {
        refuses(
                router("router.start-patience", "1s"),
                "router: no broker at 127.0.0.1:1 has answered");
    }

    @Test
    void theWorkerSaysThatTheBrokerIsNotThere() {
        var settings =
                Map.of(
                        "worker.route", "fast",
                        "worker.kafka.bootstrap.servers", "127.0.0.1:1",
                        "worker.start-patience", "1s",
                        "worker.llm.url", "http://127.0.0.1:1/v1",
                        "worker.llm.model", "model",
                        "worker.management.port", "0");

        refuses(
                start(WorkerApplication.class, settings),
                "worker: cannot set the share group workers.fast.interactive: ");
    }

    private ChildProgram router(String key, Object value) {
        var settings =
                new HashMap<>(
                        Map.of(
                                "router.roles", "router",
                                "router.kafka.bootstrap.servers", "127.0.0.1:1",
                                "router.start-patience", "0s",
                                "router.state-dir", folder.resolve("state").toString(),
                                "router.management.port", "0"));
        settings.put(key, value.toString());
        return start(RouterApplication.class, settings);
    }

    private ChildProgram start(Class<?> program, Map<String, String> settings) {
        return new ChildProgram(program.getName(), settings, folder.resolve("log"));
    }

    private static void refuses(ChildProgram program, String line) {
        try (program) {
            assertThat(program.awaitExit(PATIENCE)).isEqualTo(2);
            assertThat(program.output())
                    .filteredOn(it -> it.startsWith(line))
                    .as(() -> String.join("\n", program.output()))
                    .hasSize(1);
            assertThat(program.output()).noneMatch(it -> it.startsWith("\tat "));
        }
    }
}
