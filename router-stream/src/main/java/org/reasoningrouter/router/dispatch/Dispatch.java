package org.reasoningrouter.router.dispatch;

import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;

/// A prompt with its decision, on its way to a worker.
public record Dispatch(Prompt prompt, Decision decision) {

    public Dispatch {
        if (decision.getRoute().isEmpty()) {
            throw new IllegalArgumentException("a decision without a route cannot be dispatched");
        }
    }

    /// A request that has waited, as it was.
    public static Dispatch of(Request request) {
        var prompt =
                Prompt.newBuilder()
                        .setPromptId(request.getPromptId())
                        .setMessages(request.getMessages())
                        .setMaxAnswerTokens(request.getMaxAnswerTokens().orElse(null))
                        .setGeneration(request.getGeneration().orElse(null))
                        .build();
        return new Dispatch(prompt, request.getDecision());
    }

    public Request request() {
        return Request.newBuilder()
                .setPromptId(prompt.getPromptId())
                .setDecision(decision)
                .setMessages(prompt.getMessages())
                .setMaxAnswerTokens(prompt.getMaxAnswerTokens().orElse(null))
                .setGeneration(prompt.getGeneration().orElse(null))
                .build();
    }
}
