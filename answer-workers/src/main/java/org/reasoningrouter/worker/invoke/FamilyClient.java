package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out which family a server is of: hosted ones by their names, the others by a page that
/// only they have.
final class FamilyClient {

    private static final List<Map.Entry<String, Family>> HOSTS =
            List.of(
                    Map.entry("api.openai.com", Family.OPENAI),
                    Map.entry("api.anthropic.com", Family.ANTHROPIC),
                    Map.entry("deepseek.com", Family.DEEPSEEK),
                    Map.entry("aliyuncs.com", Family.DASHSCOPE),
                    Map.entry("openrouter.ai", Family.OPENROUTER));

    // In this order, because some answer to another one's page too.
    private static final List<Page> PAGES =
            List.of(
                    new Page("/get_model_info", "\"model_path\"", Family.SGLANG),
                    new Page("/get_server_info", "\"model_path\"", Family.SGLANG),
                    new Page("/props", "\"default_generation_settings\"", Family.LLAMA_CPP),
                    new Page("/api/version", "\"version\"", Family.OLLAMA),
                    new Page("/version", "\"version\"", Family.VLLM),
                    new Page("/v1/models", "\"owned_by\":\"sglang\"", Family.SGLANG),
                    new Page("/v1/models", "\"owned_by\":\"llamacpp\"", Family.LLAMA_CPP),
                    new Page("/v1/models", "\"owned_by\":\"vllm\"", Family.VLLM));

    private final LlmSettings settings;
    private final Map<String, String> headers;

    /// @param word what the page holds, blanks left out
    private record Page(String path, String word, Family family) {}

    FamilyClient(LlmSettings settings, Optional<String> key) {
        this.settings = settings;
        headers = key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    /// The family; PLAIN where the server is there and tells nothing.
    ///
    /// @throws IOException when the server is not there, or cannot answer now
    Family find() throws IOException {
        var hosted = hosted();
        if (hosted.isPresent()) {
            return hosted.get();
        }
        try (var http = http()) {
            var aside = new AsideClient(http, settings, headers, _ -> {});
            for (var page : PAGES) {
                if (aside.get(page.path()).filter(text -> holds(text, page)).isPresent()) {
                    return page.family();
                }
            }
            return Family.PLAIN;
        }
    }

    private Optional<Family> hosted() {
        var host = "." + URI.create(settings.url()).getHost();
        return HOSTS.stream()
                .filter(known -> host.endsWith("." + known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean holds(String text, Page page) {
        return text.replaceAll("\\s", "").contains(page.word());
    }

    private HttpClient http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.clocks().connect())
                .build();
    }
}
