package org.reasoningrouter.simulator;

import java.util.Optional;

/// What generates, by the path that it stands at.
enum Endpoint {
    CHAT,
    COMPLETIONS,
    MESSAGES,
    GENERATE;

    /// The endpoint at a path, if the family has one there.
    static Optional<Endpoint> of(String path, Family family) {
        return switch (path) {
            case "/v1/chat/completions" ->
                    family == Family.ANTHROPIC ? Optional.empty() : Optional.of(CHAT);
            case "/v1/completions" ->
                    family.hasCompletions() ? Optional.of(COMPLETIONS) : Optional.empty();
            case "/v1/messages" ->
                    family == Family.ANTHROPIC ? Optional.of(MESSAGES) : Optional.empty();
            case "/generate" -> family == Family.SGLANG ? Optional.of(GENERATE) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// The path below a host's own folder: hosted families have one before /v1, or no /v1 at all.
    static String path(String asked) {
        var at = asked.indexOf("/v1/");
        if (at > 0) {
            return asked.substring(at);
        }
        return asked.equals("/chat/completions") ? "/v1/chat/completions" : asked;
    }

    /// How a reply is written there.
    ReplyFormat format(Family family, Asked asked, String id) {
        return switch (this) {
            case CHAT -> new ChatFormat(family, asked, id);
            case COMPLETIONS -> new CompletionFormat(family, asked, id);
            case MESSAGES -> new AnthropicFormat(asked, id);
            case GENERATE -> new GenerateFormat(id);
        };
    }
}
