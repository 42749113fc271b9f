package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;

/// Reads what a call asks, in the words of one family. Threads share it.
final class AskReader {

    private static final int END = Tokens.END_OF_THINKING;
    private static final int MOST = 32_768;
    // The default of /v1/completions.
    private static final int MOST_OF_COMPLETION = 16;

    private final Family family;
    private final String model;

    AskReader(Family family, String model) {
        this.family = family;
        this.model = model;
    }

    /// @throws RefusedException where the real server refuses
    Asked chat(JsonNode body, SimulatorFault fault) throws RefusedException {
        if (!body.path("messages").isArray() && !body.path("input_ids").isArray()) {
            throw new RefusedException(400, "Field required: messages");
        }
        new RequestRules(family, body).check();
        var template = ChatTemplate.of(family, body);
        var controls = new ThinkingControls(family, fault, body);
        var thinks = controls.thinks(template.switchable());
        var prompt =
                family == Family.SGLANG && body.path("input_ids").isArray()
                        ? ids(body.path("input_ids"))
                        : Tokens.of(template.render(thinks));
        var most = body.path("max_tokens").asInt(body.path("max_completion_tokens").asInt(MOST));
        return new Asked(
                prompt,
                thinks,
                controls.budget(),
                controls.effort(),
                positive(most),
                reply(body, fault));
    }

    /// A continuation by text or ids: no template, no reasoning parser, no budget.
    Asked completion(JsonNode body, SimulatorFault fault) throws RefusedException {
        var prompt = body.path("prompt");
        if (!prompt.isTextual() && !prompt.isArray()) {
            throw new RefusedException(400, "Field required: prompt");
        }
        var one = prompt.path(0).isTextual() || prompt.path(0).isArray() ? prompt.path(0) : prompt;
        return new Asked(
                one.isTextual() ? Tokens.of(one.asText()) : ids(one),
                true,
                OptionalInt.empty(),
                1,
                positive(body.path("max_tokens").asInt(MOST_OF_COMPLETION)),
                reply(body, fault));
    }

    /// SGLang's own endpoint: text or ids in, text out.
    Asked generate(JsonNode body, SimulatorFault fault) throws RefusedException {
        var parameters = body.path("sampling_params");
        var ids = body.path("input_ids");
        if (!ids.isArray() && !body.path("text").isTextual()) {
            throw new RefusedException(400, "either text or input_ids must be given");
        }
        var capped =
                body.path("require_reasoning").asBoolean()
                        && fault != SimulatorFault.BUDGET_IGNORED
                        && body.path("max_thinking_tokens").isInt();
        return new Asked(
                ids.isArray() ? ids(ids) : Tokens.of(body.path("text").asText()),
                true,
                capped
                        ? OptionalInt.of(body.path("max_thinking_tokens").asInt())
                        : OptionalInt.empty(),
                1,
                positive(parameters.path("max_new_tokens").asInt(128)),
                reply(parameters, body.path("stream").asBoolean(), fault));
    }

    private Asked.Reply reply(JsonNode body, SimulatorFault fault) {
        return reply(body, body.path("stream").asBoolean(false), fault);
    }

    private Asked.Reply reply(JsonNode body, boolean stream, SimulatorFault fault) {
        var options = body.path("stream_options");
        var silent = fault == SimulatorFault.NO_USAGE;
        var always = !stream || family == Family.OPENROUTER || family == Family.ANTHROPIC;
        var running = family == Family.VLLM || family == Family.SGLANG;
        return new Asked.Reply(
                body.path("model").asText(model),
                stream,
                !silent && (always || options.path("include_usage").asBoolean(false)),
                !silent && running && options.path("continuous_usage_stats").asBoolean(false),
                family.hasCompletions() && body.path("return_token_ids").asBoolean(false),
                reasoning(body, fault),
                stopsAfterThought(body),
                family == Family.LLAMA_CPP && body.path("reasoning_control").asBoolean(false));
    }

    private Family.Reasoning reasoning(JsonNode body, SimulatorFault fault) {
        if (fault == SimulatorFault.TAGS_IN_CONTENT) {
            return Family.Reasoning.TAGS;
        }
        var shown =
                switch (family) {
                    case VLLM -> body.path("include_reasoning").asBoolean(true);
                    case OPENROUTER ->
                            body.path("include_reasoning").asBoolean(true)
                                    && !body.at("/reasoning/exclude").asBoolean(false);
                    case ANTHROPIC -> AnthropicFormat.showsThought(body);
                    case SGLANG, LLAMA_CPP, OLLAMA, PLAIN, OPENAI, DEEPSEEK, DASHSCOPE -> true;
                };
        if (!shown) {
            return Family.Reasoning.HIDDEN;
        }
        var unparsed =
                switch (family) {
                    case SGLANG -> !body.path("separate_reasoning").asBoolean(true);
                    case LLAMA_CPP -> body.path("reasoning_format").asText("").equals("none");
                    default -> false;
                };
        var own = unparsed ? Family.Reasoning.TAGS : family.reasoning();
        return fault == SimulatorFault.OTHER_ALIAS ? own.otherAlias() : own;
    }

    private boolean stopsAfterThought(JsonNode body) {
        var stop = body.path(family == Family.ANTHROPIC ? "stop_sequences" : "stop");
        var ids = body.path("stop_token_ids");
        return stop.asText("").contains("</think>")
                || any(stop, it -> it.asText("").contains("</think>"))
                || (family.hasCompletions() && any(ids, it -> it.asInt() == END));
    }

    private static boolean any(JsonNode array, java.util.function.Predicate<JsonNode> is) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(is);
    }

    private static Ids ids(JsonNode array) {
        return Ids.of(StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt));
    }

    private static int positive(int most) throws RefusedException {
        if (most < 1) {
            throw new RefusedException(400, "max_tokens must be at least 1, got " + most);
        }
        return most;
    }
}
