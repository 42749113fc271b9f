package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// SGLang. Its budget needs a server that was started with `--enable-strict-thinking`.
public final class SglangDialect extends TokenDialect {

    public SglangDialect(Model model) {
        super(model);
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        switchThinking(body, opening.thinks());
        if (opening.thinks() && opening.budget().isPresent()) {
            body.putObject("custom_params").put("thinking_budget", opening.budget().getAsInt());
        }
    }

    // Ids stand in for the messages. The reasoning parser is off, because it never saw the thought
    // begin.
    @Override
    Post continuation(LlmCall call, Continuation continuation, Aside aside) throws IOException {
        var body = body(call).put("separate_reasoning", false);
        var messages = messages(call);
        body.set("messages", messages);
        switchThinking(body, true);
        var thought = continuation.thought();
        if (thought.hasIds()) {
            var ids = body.putArray("input_ids");
            thought.idsThen(ids(continuation.appended(), aside)).forEach(ids::add);
        } else {
            messages.addObject()
                    .put("role", "assistant")
                    .put("content", continuation.text(ThinkSplitter.OPEN + "\n"));
            body.put("continue_final_message", true).put("add_generation_prompt", false);
        }
        keep(body, continuation, aside);
        return new Post("/chat/completions", body.toString());
    }
}
