package org.reasoningrouter.router;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.reasoningrouter.router.ClassifyProcessor.Classified;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Slot;
import org.reasoningrouter.router.classify.Classification;

/// Waits for a prompt's own score, until the deadline of its poll.
final class ClassifyProcessor extends ContextualProcessor<String, Slot, String, Classified> {

    /// A prompt with what the classifier made of it, and the judge that it was submitted to.
    ///
    /// @param shadow what the shadow knows of it; absent when it is late, or there is none
    record Classified(
            Admitted admitted,
            Classification classification,
            Judge judge,
            Optional<Classification> shadow) {}

    @Override
    public void process(Record<String, Slot> prompt) {
        var slot = prompt.value();
        if (!(slot.admission() instanceof Admitted admitted)) {
            throw new IllegalStateException("only admitted prompts are classified");
        }
        var classification = slot.judge().batcher().await(slot.ticket());
        var shadow = slot.judge().shadow().flatMap(it -> it.know(slot, classification));
        context()
                .forward(
                        prompt.withValue(
                                new Classified(admitted, classification, slot.judge(), shadow)));
    }
}
