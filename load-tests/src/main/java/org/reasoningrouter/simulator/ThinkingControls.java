package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// How each family's requests switch thinking on and off, bound it and weigh it. What a family does
/// not know is passed over in silence here, as the real ones do.
///
/// @param fault may make the server ignore its own switch or budget
record ThinkingControls(Family family, SimulatorFault fault, JsonNode body) {

    private static final double TARGET_SLACK = 1.1;

    /// @param texts of user and system messages, in order, whose newest `/no_think` may count
    boolean thinks(List<String> texts) {
        if (fault == SimulatorFault.SWITCH_IGNORED) {
            return true;
        }
        return switch (family) {
            case VLLM, SGLANG, LLAMA_CPP -> switched() && softly(texts);
            case OLLAMA -> !effortWord().equals("none") && softly(texts);
            case PLAIN -> softly(texts);
            case OPENAI -> !effortWord().equals("none");
            case ANTHROPIC ->
                    List.of("enabled", "adaptive").contains(body.at("/thinking/type").asText());
            case DEEPSEEK -> !body.at("/thinking/type").asText().equals("disabled");
            case DASHSCOPE -> body.path("enable_thinking").asBoolean(false) && softly(texts);
            case OPENROUTER ->
                    body.at("/reasoning/enabled").asBoolean(true) && !effortWord().equals("none");
        };
    }

    /// Exact where the real one is. Anthropic and OpenRouter take a budget for a target.
    OptionalInt budget() {
        if (fault == SimulatorFault.BUDGET_IGNORED) {
            return OptionalInt.empty();
        }
        return switch (family) {
            case VLLM -> tokens(body.path("thinking_token_budget"));
            case SGLANG -> tokens(body.at("/custom_params/thinking_budget"));
            case LLAMA_CPP ->
                    tokens(
                            first(
                                    body.path("thinking_budget_tokens"),
                                    body.path("reasoning_budget_tokens")));
            case ANTHROPIC -> target(body.at("/thinking/budget_tokens"));
            case DASHSCOPE -> tokens(body.path("thinking_budget"));
            case OPENROUTER -> target(body.at("/reasoning/max_tokens"));
            case OLLAMA, PLAIN, OPENAI, DEEPSEEK -> OptionalInt.empty();
        };
    }

    /// What the length of a thought is multiplied with.
    double effort() {
        return switch (effortWord()) {
            case "minimal" -> 0.15;
            case "low" -> 0.4;
            case "xhigh" -> 1.5;
            case "max" -> 2;
            default -> 1;
        };
    }

    // An explicit key of the template wins over the effort, and only then the effort counts.
    private boolean switched() {
        var template = body.path("chat_template_kwargs");
        var key =
                first(
                        template.path("enable_thinking"),
                        template.path("thinking"),
                        family == Family.SGLANG
                                ? body.at("/reasoning/enabled")
                                : MissingNode.getInstance());
        return key.isBoolean() ? key.asBoolean() : !effortWord().equals("none");
    }

    private String effortWord() {
        return first(
                        body.path("reasoning_effort"),
                        body.at("/reasoning/effort"),
                        body.at("/output_config/effort"))
                .asText("");
    }

    private static boolean softly(List<String> texts) {
        return texts.stream()
                .flatMap(text -> Tokens.words(text).stream())
                .filter(word -> word.equals("/think") || word.equals("/no_think"))
                .reduce((_, newest) -> newest)
                .map(word -> word.equals("/think"))
                .orElse(true);
    }

    private static JsonNode first(JsonNode... nodes) {
        return Stream.of(nodes)
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static OptionalInt tokens(JsonNode node) {
        return node.isInt() && node.asInt() >= 0
                ? OptionalInt.of(node.asInt())
                : OptionalInt.empty();
    }

    private static OptionalInt target(JsonNode node) {
        var tokens = tokens(node);
        return tokens.isPresent()
                ? OptionalInt.of((int) (tokens.getAsInt() * TARGET_SLACK))
                : tokens;
    }
}
