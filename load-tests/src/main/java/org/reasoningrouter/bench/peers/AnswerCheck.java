package org.reasoningrouter.bench.peers;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Reason;

/// Holds the answers of a run against those of the bare model.
///
/// Prompts are sent over and over, so that with the number `id` is the one at `id` modulo their
/// count.
final class AnswerCheck {

    private static final Set<Reason> FALLBACKS =
            Set.of(
                    Reason.CLASSIFIER_TIMEOUT,
                    Reason.CLASSIFIER_FAILED,
                    Reason.CLASSIFIER_NOT_A_NUMBER);

    private final List<Answer> expected;
    private final BitSet seen = new BitSet();
    private long doubles;
    private long fallbacks;
    private long others;

    AnswerCheck(List<Answer> expected) {
        this.expected = List.copyOf(expected);
    }

    void take(Decision decision) {
        take(Integer.parseInt(decision.getPromptId()), Answer.of(decision), decision.getReason());
    }

    void take(int id, Answer answer, Reason reason) {
        if (seen.get(id)) {
            doubles++;
        }
        seen.set(id);
        if (FALLBACKS.contains(reason)) {
            fallbacks++;
        } else if (!expected.get(id % expected.size()).agrees(answer)) {
            others++;
        }
    }

    /// @param what the records are
    /// @throws IllegalStateException of one line when they are not one right answer for each prompt
    void require(String what, int prompts) {
        var missing = prompts - seen.cardinality();
        if (missing != 0 || doubles != 0 || fallbacks != 0 || others != 0) {
            throw new IllegalStateException(
                    "of %,d %s %,d are missing, %,d came twice, %,d took the fallback and %,d differ from the bare model: the run is worth nothing"
                            .formatted(prompts, what, missing, doubles, fallbacks, others));
        }
    }
}
