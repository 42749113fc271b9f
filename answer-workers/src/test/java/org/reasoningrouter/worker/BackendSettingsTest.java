package org.reasoningrouter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerConfig.LlmConfig;

class BackendSettingsTest {

    private static final LlmConfig LLM = llm("http://first/v1", "model", "/key", "vllm", true);

    @Test
    void theFirstServesBothRoutes() {
        assertThat(all(Map.of()))
                .containsExactly(
                        new BackendSettings("llm", LLM, Set.of(Route.FAST, Route.THINKING)));
    }

    @Test
    void theOthersFollowByNameAndTakeWhatTheyDoNotSay() {
        var all =
                all(
                        Map.of(
                                "b.url", "http://b/v1",
                                "b.model", "other",
                                "b.dialect", "sglang",
                                "b.running-usage", "false",
                                "a.url", "http://a/v1",
                                "a.routes", "fast"));

        assertThat(all).extracting(BackendSettings::name).containsExactly("llm", "a", "b");
        assertThat(all.get(1).llm()).isEqualTo(llm("http://a/v1", "model", "", "vllm", true));
        assertThat(all.get(1).routes()).containsExactly(Route.FAST);
        assertThat(all.get(2).llm()).isEqualTo(llm("http://b/v1", "other", "", "sglang", false));
        assertThat(all.get(2).routes()).containsExactlyInAnyOrder(Route.FAST, Route.THINKING);
    }

    @Test
    void theFirstOnesKeyIsSentToNoOther() {
        var others = all(Map.of("a.url", "http://a/v1"));

        assertThat(others.getLast().keySource().key(_ -> "secret")).isEmpty();
    }

    @Test
    void aServerWithoutAUrlIsRefused() {
        refuses(Map.of("a.ulr", "http://a/v1"), "worker.backends.a.url must be set");
    }

    @Test
    void aRouteThatIsNoneIsRefused() {
        refuses(
                Map.of("a.url", "http://a/v1", "a.routes", "fast, slow"),
                "worker.backends.a.routes must be fast, thinking or both: 'slow'");
    }

    private static LlmConfig llm(
            String url, String model, String keyFile, String dialect, boolean runningUsage) {
        return new LlmConfig(
                url,
                model,
                keyFile,
                "",
                dialect,
                "off",
                Duration.ofSeconds(1),
                "auto",
                runningUsage,
                Duration.ZERO,
                1000,
                100);
    }

    private static void refuses(Map<String, String> backends, String message) {
        assertThatThrownBy(() -> all(backends))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static List<BackendSettings> all(Map<String, String> backends) {
        return BackendSettings.all(LLM, backends);
    }
}
