package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// vLLM.
public final class VllmDialect extends TokenDialect {

    public VllmDialect(Model model) {
        super(model);
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        switchThinking(body, opening.thinks());
        if (opening.thinks()) {
            opening.budget().ifPresent(budget -> body.put("thinking_token_budget", budget));
        }
    }

    // Over completions no reasoning parser runs, which would take the rest for reasoning because it
    // never saw the thought begin.
    @Override
    Post continuation(LlmCall call, Continuation continuation, Aside aside) throws IOException {
        var body = body(call);
        var prompt = body.putArray("prompt");
        prompt(call, continuation, aside).forEach(prompt::add);
        keep(body, continuation, aside);
        return new Post("/completions", body.toString());
    }

    private List<Integer> prompt(LlmCall call, Continuation continuation, Aside aside)
            throws IOException {
        var thought = continuation.thought();
        return thought.hasIds()
                ? thought.idsThen(ids(continuation.appended(), aside))
                : rendered(call, thought.text() + continuation.appended(), aside);
    }

    // The server itself renders its chat template to ids.
    private List<Integer> rendered(LlmCall call, String text, Aside aside) throws IOException {
        var body = JSON.createObjectNode().put("model", model());
        body.set("messages", messages(call));
        body.put("add_generation_prompt", true).put("return_token_strs", true);
        switchThinking(body, true);
        var prompt = object(aside.post("/tokenize", body.toString()));
        var ids = list(prompt.path("tokens"));
        var open = opens(prompt.path("token_strs")) ? "" : ThinkSplitter.OPEN + "\n";
        ids.addAll(tokenized(open + text, aside));
        return ids;
    }

    // Some templates begin the thought themselves, with the tag and a line end.
    private static boolean opens(JsonNode tokens) {
        var last = tokens.size() - 1;
        return tokens.path(last).asText("").equals(ThinkSplitter.OPEN)
                || tokens.path(last - 1).asText("").equals(ThinkSplitter.OPEN);
    }
}
