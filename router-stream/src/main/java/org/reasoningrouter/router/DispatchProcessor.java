package org.reasoningrouter.router;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.reasoningrouter.router.dispatch.Dispatch;

/// Sends a prompt's request to its worker and its decision to the ledger.
final class DispatchProcessor extends ContextualProcessor<String, Dispatch, String, Object> {

    @Override
    public void process(Record<String, Dispatch> prompt) {
        var dispatch = prompt.value();
        context().forward(prompt.withValue(dispatch.request()), RouterTopology.REQUESTS);
        context().forward(prompt.withValue(dispatch.decision()), RouterTopology.DECISIONS);
    }
}
