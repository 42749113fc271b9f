package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the families answer to whoever wants to know them: versions, models, tokens, templates.
record ProbeReplies(Family family, String model) {

    /// The body of a GET; empty where this family has no such page.
    Optional<String> get(String path) {
        return switch (path) {
            case "/v1/models" -> Optional.of(models());
            case "/health" -> only(!family.isHosted(), "{\"status\":\"ok\",\"simulated\":true}");
            case "/version" -> only(family == Family.VLLM, "{\"version\":\"0.28.0+simulated\"}");
            case "/get_model_info", "/model_info" ->
                    only(
                            family == Family.SGLANG,
                            "{\"model_path\":"
                                    + name()
                                    + ",\"is_generation\":true,\"simulated\":true}");
            case "/get_server_info", "/server_info" ->
                    only(
                            family == Family.SGLANG,
                            "{\"version\":\"0.5.6+simulated\",\"enable_strict_thinking\":true,"
                                    + "\"reasoning_parser\":\"qwen3\"}");
            case "/props" ->
                    only(
                            family == Family.LLAMA_CPP,
                            "{\"model_alias\":"
                                    + name()
                                    + ",\"build_info\":\"simulated\",\"chat_template\":\"chatml\","
                                    + "\"default_generation_settings\":{},\"total_slots\":4}");
            case "/api/version" ->
                    only(family == Family.OLLAMA, "{\"version\":\"0.14.0-simulated\"}");
            case "/api/tags" ->
                    only(family == Family.OLLAMA, "{\"models\":[{\"name\":" + name() + "}]}");
            default -> Optional.empty();
        };
    }

    /// The body of a POST that generates nothing.
    Optional<String> post(String path, JsonNode body) {
        return switch (path) {
            case "/tokenize", "/v1/tokenize" ->
                    only(
                            hasTokenizer(),
                            tokens(text(body), body.path("return_token_strs").asBoolean()));
            case "/apply-template" ->
                    only(
                            family == Family.LLAMA_CPP,
                            "{\"prompt\":" + ReplyFormat.quoted(rendered(body)) + "}");
            default -> Optional.empty();
        };
    }

    private boolean hasTokenizer() {
        return family == Family.VLLM || family == Family.SGLANG || family == Family.LLAMA_CPP;
    }

    private String models() {
        return "{\"object\":\"list\",\"data\":[{\"id\":"
                + name()
                + ",\"object\":\"model\",\"type\":\"model\",\"owned_by\":\""
                + owner()
                + "\",\"max_model_len\":131072,\"simulated\":true}]}";
    }

    private String owner() {
        return switch (family) {
            case LLAMA_CPP -> "llamacpp";
            case OLLAMA -> "library";
            case PLAIN -> "organization_owner";
            case VLLM, SGLANG, OPENAI, ANTHROPIC, DEEPSEEK, DASHSCOPE, OPENROUTER -> family.word();
        };
    }

    private String text(JsonNode body) {
        return body.path("messages").isArray()
                ? rendered(body)
                : body.path("prompt").asText(body.path("content").asText(""));
    }

    private String rendered(JsonNode body) {
        var template = ChatTemplate.of(family, body);
        var controls = new ThinkingControls(family, SimulatorFault.NONE, body);
        return template.render(controls.thinks(template.switchable()));
    }

    private static String tokens(String text, boolean words) {
        var ids = Tokens.of(text);
        var strings =
                Tokens.words(text).stream()
                        .map(ReplyFormat::quoted)
                        .collect(Collectors.joining(",", ",\"token_strs\":[", "]"));
        return "{\"tokens\":"
                + ids.json()
                + (words ? strings : "")
                + ",\"count\":"
                + ids.size()
                + ",\"max_model_len\":131072}";
    }

    private String name() {
        return ReplyFormat.quoted(model);
    }

    private static Optional<String> only(boolean has, String body) {
        return has ? Optional.of(body) : Optional.empty();
    }
}
