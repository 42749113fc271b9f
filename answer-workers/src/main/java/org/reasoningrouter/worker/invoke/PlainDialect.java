package org.reasoningrouter.worker.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Any server that is OpenAI-compatible and no more, such as LM Studio and KTransformers. It has no
/// control of thinking: what the model does is what the route gets.
public final class PlainDialect extends ChatDialect {

    public PlainDialect(Model model) {
        super(model, Set.of());
    }

    @Override
    void think(ObjectNode body, LlmCall call, Opening opening) {
        // There is nothing to say.
    }
}
