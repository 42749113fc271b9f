package org.reasoningrouter.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.reasoningrouter.bench.BenchBatches;
import org.reasoningrouter.router.batch.BatchPlan;
import org.reasoningrouter.router.classify.Tokens;

/// How prompts that are there share the calls of a model.
enum BatchOrder {
    /// Those of like length together, within the budget of tokens: the router's own rules.
    BY_LENGTH {
        @Override
        List<List<Integer>> batches(List<Tokens> prompts, int most) {
            return BatchPlan.of(prompts, BenchBatches.SHIPPED.withPrompts(most).limits());
        }
    },
    /// As they came, each padded to the longest beside it.
    ARRIVAL {
        @Override
        List<List<Integer>> batches(List<Tokens> prompts, int most) {
            var batches = new ArrayList<List<Integer>>();
            for (var from = 0; from < prompts.size(); from += most) {
                var to = Math.min(from + most, prompts.size());
                batches.add(IntStream.range(from, to).boxed().toList());
            }
            return List.copyOf(batches);
        }
    };

    /// The batches, of places in the list, each once.
    ///
    /// @param most prompts of a batch
    abstract List<List<Integer>> batches(List<Tokens> prompts, int most);
}
