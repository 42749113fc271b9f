package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Anthropic's own messages API. Models up to 4.6 take a budget; later ones refuse it and take a
/// level of effort. Threads share it.
///
/// The least budget is 1024, and the cap on all tokens must be above it, so a call that is allowed
/// less is given that much. Seeds and response formats are unknown to it and left out.
public final class AnthropicDialect implements Dialect {

    private static final int LEAST_BUDGET = 1024;
    private static final Pattern VERSION =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2})(?!\\d))?(?!\\d)");

    private final Model model;
    private final boolean budgets;

    public AnthropicDialect(Model model) {
        this.model = model;
        budgets = takesBudget(model.name());
    }

    // A model whose name tells no version is taken for a new one.
    private static boolean takesBudget(String name) {
        var version = VERSION.matcher(name);
        if (!version.find()) {
            return false;
        }
        var minor = Optional.ofNullable(version.group(2)).map(Integer::parseInt).orElse(0);
        return Integer.parseInt(version.group(1)) * 100 + minor <= 406;
    }

    @Override
    public String model() {
        return model.name();
    }

    @Override
    public Set<Control> offers() {
        return Set.of(
                Control.SWITCH, budgets ? Control.BUDGET : Control.EFFORT, Control.REASONING_COUNT);
    }

    @Override
    public int leastBudget() {
        return LEAST_BUDGET;
    }

    @Override
    public Map<String, String> auth(String key) {
        return Map.of("x-api-key", key);
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("anthropic-version", "2023-06-01");
    }

    @Override
    public Post post(LlmCall call, Aside aside) {
        if (!(call.turn() instanceof Opening opening) || opening.stopsAfterThought()) {
            throw new IllegalArgumentException(model() + " is not known to go on from a thought");
        }
        var body = ChatDialect.JSON.createObjectNode().put("model", model()).put("stream", true);
        body.put("max_tokens", opening.mostTokens());
        think(body, call.ask(), opening);
        call.ask().sampling().ifPresent(sampling -> put(sampling, opening.thinks(), body));
        put(model.softSwitches().in(call.ask().messages(), true), body);
        return new Post("/messages", body.toString());
    }

    private void think(ObjectNode body, Ask ask, Opening opening) {
        var thinking = body.putObject("thinking");
        if (!opening.thinks()) {
            thinking.put("type", "disabled");
        } else if (budgets) {
            var budget = Math.max(LEAST_BUDGET, opening.budget().orElse(ask.thinkingTokens()));
            var most = Math.max(opening.mostTokens(), (long) LEAST_BUDGET + ask.answerTokens());
            body.put("max_tokens", most);
            thinking.put("type", "enabled").put("budget_tokens", Math.min(budget, most - 1));
        } else {
            thinking.put("type", "adaptive").put("display", "summarized");
            body.putObject("output_config").put("effort", level(Effort.of(ask.thinkingTokens())));
        }
    }

    private static String level(Effort effort) {
        return switch (effort) {
            case MINIMAL, LOW -> "low";
            case MEDIUM, HIGH, XHIGH -> effort.word();
        };
    }

    // While it thinks it refuses any temperature of ours.
    private static void put(Generation sampling, boolean thinks, ObjectNode body) {
        if (!thinks) {
            sampling.getTemperature().ifPresent(value -> body.put("temperature", value));
            sampling.getTopP().ifPresent(value -> body.put("top_p", value));
        }
        sampling.getStop().forEach(text -> body.withArray("stop_sequences").add(text));
    }

    private static void put(List<Message> messages, ObjectNode body) {
        var system =
                messages.stream()
                        .filter(message -> message.getRole() == Role.SYSTEM)
                        .map(Message::getContent)
                        .collect(Collectors.joining("\n\n"));
        if (!system.isEmpty()) {
            body.put("system", system);
        }
        var array = body.putArray("messages");
        for (var message : messages) {
            if (message.getRole() != Role.SYSTEM) {
                var role = message.getRole() == Role.ASSISTANT ? "assistant" : "user";
                array.addObject().put("role", role).put("content", message.getContent());
            }
        }
    }

    @Override
    public boolean parts(Turn turn) {
        return true;
    }

    @Override
    public List<Integer> ids(String text, Aside aside) {
        return List.of();
    }

    @Override
    public Chunk read(String event) throws IOException {
        var node = ChatDialect.object(event);
        return switch (node.path("type").asText("")) {
            case "message_start" -> Chunk.of("", "", input(node.path("message").path("usage")));
            case "content_block_delta" -> delta(node.path("delta"));
            case "message_delta" -> ending(node);
            case "message_stop" -> Chunk.LAST;
            case "error" -> Chunk.error(ChatDialect.status(node.path("error")));
            default -> Chunk.SILENT;
        };
    }

    private static Chunk delta(JsonNode delta) {
        return Chunk.of(
                delta.path("thinking").asText(""), delta.path("text").asText(""), Optional.empty());
    }

    private static Chunk ending(JsonNode node) {
        var reason = Optional.ofNullable(node.path("delta").path("stop_reason").textValue());
        return Chunk.of("", "", usage(node.path("usage")))
                .ending(reason.map(AnthropicDialect::reason));
    }

    private static String reason(String stopReason) {
        return switch (stopReason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            default -> stopReason;
        };
    }

    // The output of a message that has just begun is no count of what follows.
    private static Optional<ReportedUsage> input(JsonNode usage) {
        return usage(usage)
                .map(all ->
                        new ReportedUsage(
                                all.input(),
                                all.cached(),
                                OptionalLong.empty(),
                                OptionalLong.empty()));
    }

    // Its input leaves out what was read from the cache and what was written to it.
    private static Optional<ReportedUsage> usage(JsonNode usage) {
        if (!usage.isObject()) {
            return Optional.empty();
        }
        var cached = count(usage, "cache_read_input_tokens");
        return Optional.of(
                new ReportedUsage(
                        count(usage, "input_tokens")
                                + cached
                                + count(usage, "cache_creation_input_tokens"),
                        cached,
                        ChatDialect.count(usage.path("output_tokens")),
                        thinking(usage)));
    }

    private static OptionalLong thinking(JsonNode usage) {
        return ChatDialect.count(usage.path("output_tokens_details").path("thinking_tokens"));
    }

    private static long count(JsonNode usage, String field) {
        return ChatDialect.count(usage.path(field)).orElse(0);
    }
}
