package org.reasoningrouter.router.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.reasoningrouter.router.batch.BatchQueue.More;
import org.reasoningrouter.router.batch.Ticket.Ready;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Lane;

/// The batches in which prompts leave that all wait at once, by the rules that the stream has.
public final class BatchPlan {

    private static final Question INTERACTIVE = new Question(List.of(), Lane.INTERACTIVE, "");

    private BatchPlan() {}

    /// Forms them.
    ///
    /// @param prompts in the order in which they come
    /// @return places in that list, batch by batch, each once
    public static List<List<Integer>> of(List<Tokens> prompts, BatchLimits limits) {
        return of(prompts, limits, Double.POSITIVE_INFINITY);
    }

    /// The same where padding is weighed against a call.
    ///
    /// @param callTokens what a call of the model costs beside its tokens, in tokens
    public static List<List<Integer>> of(
            List<Tokens> prompts, BatchLimits limits, double callTokens) {
        var queue = new BatchQueue(limits, () -> callTokens);
        for (var place = 0; place < prompts.size(); place++) {
            var ticket = new Ticket(INTERACTIVE, Long.MAX_VALUE, new CompletableFuture<>());
            queue.add(new Ready(ticket, prompts.get(place), place), More.NONE);
        }
        var batches = new ArrayList<List<Integer>>();
        while (!queue.isEmpty()) {
            var batch = queue.next(prompts.size(), More.NONE);
            batches.add(batch.stream().map(ready -> (int) ready.since()).toList());
        }
        return List.copyOf(batches);
    }
}
