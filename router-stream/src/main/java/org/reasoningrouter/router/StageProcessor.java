package org.reasoningrouter.router;

import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/// A stage without state: a function from one value to the next.
final class StageProcessor<V, W> extends ContextualProcessor<String, V, String, W> {

    private final Function<V, W> stage;

    StageProcessor(Function<V, W> stage) {
        this.stage = stage;
    }

    @Override
    public void process(Record<String, V> prompt) {
        context().forward(prompt.withValue(stage.apply(prompt.value())));
    }
}
