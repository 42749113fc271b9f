package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// What each family refuses. The self-hosted ones pass over what they do not know.
record RequestRules(Family family, JsonNode body) {

    private static final Set<String> OPENAI =
            Set.of(
                    "model",
                    "messages",
                    "stream",
                    "stream_options",
                    "max_completion_tokens",
                    "max_tokens",
                    "temperature",
                    "top_p",
                    "seed",
                    "stop",
                    "response_format",
                    "reasoning_effort",
                    "n",
                    "user",
                    "tools",
                    "tool_choice",
                    "logprobs",
                    "top_logprobs",
                    "logit_bias",
                    "metadata",
                    "store",
                    "service_tier",
                    "presence_penalty",
                    "frequency_penalty",
                    "verbosity",
                    "prompt_cache_key",
                    "safety_identifier",
                    "parallel_tool_calls",
                    "modalities",
                    "prediction");
    private static final Set<String> ANTHROPIC =
            Set.of(
                    "model",
                    "messages",
                    "system",
                    "max_tokens",
                    "stream",
                    "temperature",
                    "top_p",
                    "top_k",
                    "stop_sequences",
                    "thinking",
                    "output_config",
                    "metadata",
                    "tools",
                    "tool_choice",
                    "service_tier");
    private static final int SMALLEST_BUDGET = 1024;

    void check() throws RefusedException {
        switch (family) {
            case OPENAI -> openAi();
            case ANTHROPIC -> anthropic();
            case DASHSCOPE -> dashScope();
            case OPENROUTER -> openRouter();
            case VLLM, SGLANG, LLAMA_CPP -> finalMessage();
            case OLLAMA, PLAIN, DEEPSEEK -> {
                // Whatever is unknown is passed over.
            }
        }
    }

    private void openAi() throws RefusedException {
        unknown(OPENAI, "Unrecognized request argument supplied: ");
        if (body.has("max_tokens")) {
            refuse(
                    "Unsupported parameter: 'max_tokens' is not supported with this model. Use"
                            + " 'max_completion_tokens' instead.");
        }
    }

    private void anthropic() throws RefusedException {
        unknown(ANTHROPIC, "Extra inputs are not permitted: ");
        if (!body.path("max_tokens").isInt()) {
            refuse("max_tokens: Field required");
        }
        var budget = body.at("/thinking/budget_tokens");
        var enabled = body.at("/thinking/type").asText().equals("enabled");
        if (enabled && AnthropicFormat.isAdaptive(body.path("model").asText())) {
            refuse("thinking.type.enabled is not supported: use adaptive and output_config.effort");
        }
        if (enabled && budget.asInt() < SMALLEST_BUDGET) {
            refuse("thinking.enabled.budget_tokens: Input should be at least 1024");
        }
        if (enabled && budget.asInt() >= body.path("max_tokens").asInt()) {
            refuse("`max_tokens` must be greater than `thinking.budget_tokens`");
        }
    }

    private void dashScope() throws RefusedException {
        if (body.path("enable_thinking").asBoolean() && !body.path("stream").asBoolean()) {
            refuse("parameter.enable_thinking must be set to false for non-streaming calls");
        }
    }

    private void openRouter() throws RefusedException {
        if (body.at("/reasoning/max_tokens").isInt() && body.at("/reasoning/effort").isTextual()) {
            refuse("Only one of reasoning.effort and reasoning.max_tokens may be given");
        }
    }

    private void finalMessage() throws RefusedException {
        if (body.path("continue_final_message").asBoolean()
                && body.path("add_generation_prompt").asBoolean(false)) {
            refuse("Cannot set both continue_final_message and add_generation_prompt to True");
        }
        if (body.path("thinking_token_budget").asInt(0) < -1 && family == Family.VLLM) {
            refuse("thinking_token_budget must be -1 or not negative");
        }
    }

    private void unknown(Set<String> known, String message) throws RefusedException {
        for (var fields = body.fieldNames(); fields.hasNext(); ) {
            var field = fields.next();
            if (!known.contains(field)) {
                refuse(message + field);
            }
        }
    }

    private static void refuse(String message) throws RefusedException {
        throw new RefusedException(400, message);
    }
}
