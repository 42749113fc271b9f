package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// The server of llama.cpp. A thought is gone on from by its text, in the template that the server
/// itself renders.
public final class LlamaCppDialect extends ChatDialect {

    public LlamaCppDialect(Model model) {
        super(
                model,
                Set.of(
                        Control.SWITCH,
                        Control.BUDGET,
                        Control.TEXT_CONTINUATION,
                        Control.STOP_AFTER_THOUGHT));
    }

    // The budget has two names in different trees.
    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        body.putObject("chat_template_kwargs").put("enable_thinking", opening.thinks());
        if (opening.thinks()) {
            opening.budget()
                    .ifPresent(budget ->
                            body.put("thinking_budget_tokens", budget)
                                    .put("reasoning_budget_tokens", budget));
        }
    }

    @Override
    void keep(ObjectNode body, Opening opening, Aside aside) {
        if (opening.stopsAfterThought()) {
            body.withArray("stop").add(ThinkSplitter.CLOSE);
        }
    }

    @Override
    Post continuation(LlmCall call, Continuation continuation, Aside aside) throws IOException {
        var ask = JSON.createObjectNode();
        ask.set("messages", messages(call));
        ask.putObject("chat_template_kwargs").put("enable_thinking", true);
        var prompt =
                object(aside.post("/apply-template", ask.toString())).path("prompt").asText("");
        var open =
                prompt.stripTrailing().endsWith(ThinkSplitter.OPEN)
                        ? ""
                        : ThinkSplitter.OPEN + "\n";
        var body = body(call).put("prompt", prompt + continuation.text(open));
        if (continuation.thinks()) {
            body.withArray("stop").add(ThinkSplitter.CLOSE);
        }
        return new Post("/completions", body.toString());
    }
}
