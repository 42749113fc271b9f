package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Aside.StatusException;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// A family whose servers give token ids and take them, so that a thought is gone on from exactly
/// where it was cut and no chat template can spoil it. Threads share it.
abstract sealed class TokenDialect extends ChatDialect permits VllmDialect, SglangDialect {

    private final Vocabulary vocabulary = new Vocabulary();

    TokenDialect(Model model) {
        super(
                model,
                Set.of(
                        Control.SWITCH,
                        Control.BUDGET,
                        Control.TOKEN_IDS,
                        Control.TEXT_CONTINUATION,
                        Control.STOP_AFTER_THOUGHT,
                        Control.REASONING_COUNT));
    }

    @Override
    final boolean countsAlways() {
        return true;
    }

    /// Templates know the switch under two names, and pass over the one they do not know.
    static void switchThinking(ObjectNode body, boolean thinks) {
        body.putObject("chat_template_kwargs")
                .put("enable_thinking", thinks)
                .put("thinking", thinks);
    }

    @Override
    final void keep(ObjectNode body, Opening opening, Aside aside) throws IOException {
        body.put("return_token_ids", true);
        if (opening.stopsAfterThought()) {
            stopAt(body, ids(ThinkSplitter.CLOSE, aside));
        }
    }

    /// Says what a call needs that thinks on.
    final void keep(ObjectNode body, Continuation continuation, Aside aside) throws IOException {
        if (continuation.thinks()) {
            body.put("return_token_ids", true);
            stopAt(body, ids(ThinkSplitter.CLOSE, aside));
        }
    }

    // By its id where that is known: a text is looked for in what was said only.
    private static void stopAt(ObjectNode body, List<Integer> close) {
        if (close.size() == 1) {
            body.putArray("stop_token_ids").add(close.getFirst());
        } else {
            body.withArray("stop").add(ThinkSplitter.CLOSE);
        }
    }

    @Override
    public final List<Integer> ids(String text, Aside aside) throws IOException {
        return text.isEmpty() ? List.of() : vocabulary.ids(text, unknown -> lookUp(unknown, aside));
    }

    // A server without /tokenize gives no ids.
    private List<Integer> lookUp(String text, Aside aside) throws IOException {
        try {
            return tokenized(text, aside);
        } catch (StatusException e) {
            if (e.status() == 404 || e.status() == 405) {
                return List.of();
            }
            throw e;
        }
    }

    final List<Integer> tokenized(String text, Aside aside) throws IOException {
        var body =
                JSON.createObjectNode()
                        .put("model", model())
                        .put("prompt", text)
                        .put("add_special_tokens", false);
        return list(object(aside.post("/tokenize", body.toString())).path("tokens"));
    }
}
