package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.status;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.PATIENT;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyClientTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, OPENAI",
        "https://api.anthropic.com/v1, ANTHROPIC",
        "https://api.deepseek.com, DEEPSEEK",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1, DASHSCOPE",
        "https://openrouter.ai/api/v1, OPENROUTER"
    })
    void aHostedServerIsKnownByItsName(String url, Family family) throws IOException {
        assertThat(find(url)).isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    /version         | {"version":"0.28.1"}                                | VLLM
                    /get_model_info  | {"model_path": "Qwen/Qwen3-8B"}                     | SGLANG
                    /get_server_info | {"model_path":"Qwen/Qwen3-8B"}                      | SGLANG
                    /props           | {"default_generation_settings":{},"total_slots":1}  | LLAMA_CPP
                    /api/version     | {"version":"0.20.1"}                                | OLLAMA
                    /v1/models       | {"data":[{"id":"m","owned_by": "vllm"}]}            | VLLM
                    /v1/models       | {"data":[{"id":"m","owned_by":"organization"}]}     | PLAIN
                    /other           | {}                                                  | PLAIN
                    """)
    void anyOtherIsKnownByThePageThatOnlyItHas(String path, String page, Family family)
            throws IOException {
        try (var server =
                new FakeHttpServer(exchange -> {
                    var has = exchange.getRequestURI().getPath().equals(path);
                    exchange.sendResponseHeaders(has ? 200 : 404, 0);
                    send(exchange, has ? page : "");
                })) {
            assertThat(find(server.url())).isEqualTo(family);
            assertThat(server.key).isEqualTo("Bearer secret");
        }
    }

    @Test
    void aServerThatCannotSayNowIsNotTakenForAPlainOne() throws IOException {
        try (var server = new FakeHttpServer(status(503))) {
            assertThatThrownBy(() -> find(server.url())).isInstanceOf(IOException.class);
        }
    }

    private static Family find(String url) throws IOException {
        var settings = new LlmSettings(url, PATIENT, Duration.ZERO, 1 << 20, 1000);
        return new FamilyClient(settings, Optional.of("secret")).find();
    }
}
