package org.reasoningrouter.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerApplicationTest {

    private final Map<String, Object> settings =
            new HashMap<>(
                    Map.of(
                            "worker.route", "fast",
                            "worker.management.port", "0",
                            "worker.kafka.bootstrap.servers", "127.0.0.1:1",
                            "worker.start-patience", "500ms",
                            "worker.llm.url", "http://127.0.0.1:1/v1",
                            "worker.llm.model", "model"));

    @Test
    void aBrokerThatIsNotThereIsOneLine() {
        refuses("cannot set the share group workers.fast.interactive: ");
    }

    @Test
    void aRouteThatIsNoneIsOneLine() {
        settings.put("worker.route", "slow");

        refuses("worker.route must be fast or thinking: 'slow'");
    }

    @Test
    void aLockThatCannotHoldACallIsOneLine() {
        settings.put("worker.lock", "10m");

        refuses(
                "worker.lock must be at least a ninth longer than worker.clocks.total: PT10M, PT10M");
    }

    @Test
    void aModelServerThatIsNotNamedIsOneLine() {
        settings.put("worker.llm.url", "");

        refuses("worker.llm.url and worker.llm.model must be set");
    }

    @Test
    void aDialectThatIsNoneIsOneLine() {
        settings.put("worker.llm.dialect", "klingon");

        refuses("worker.llm.dialect must be auto, vllm, sglang, llama.cpp, ");
    }

    @Test
    void aProbeThatIsNoneIsOneLine() {
        settings.put("worker.llm.probe", "maybe");

        refuses("worker.llm.probe must be one of [refuse, warn, off]: 'maybe'");
    }

    @Test
    void aUrlWithAKeyInItIsRefused() {
        settings.put("worker.llm.url", "http://user:secret@127.0.0.1/v1");

        refuses("the model server's url must be http or https");
    }

    @Test
    void aKeyFileThatIsNotThereIsOneLine() {
        settings.put("worker.llm.key-file", "/nowhere/key");

        refuses("worker.llm.key-file cannot be read: /nowhere/key");
    }

    private void refuses(String line) {
        assertThatThrownBy(() -> WorkerApplication.start(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(line)
                .message()
                .doesNotContain("\n")
                .doesNotContain("secret");
    }
}
