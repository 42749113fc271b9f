package org.reasoningrouter.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.grade.Compared;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.grade.Verdict;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Status;

/// The verdicts on one row: each answer against the reference, or, where there is none and the
/// prompt was asked both ways, the first answers of both ways against each other, the second ones,
/// and so on.
final class RowVerdicts {

    private final Grader grader;
    private final int eachWay;

    /// @param eachWay how often a prompt is asked each way, fast first; 0: it is asked one way
    RowVerdicts(Grader grader, int eachWay) {
        this.grader = grader;
        this.eachWay = eachWay;
    }

    /// One for each result, in their order; empty for what is no answer.
    List<Optional<Verdict>> of(Answered row) {
        var isWhole = eachWay > 0 && row.results().size() == 2 * eachWay;
        return isWhole && !row.hasReference() ? compared(row) : each(row);
    }

    private List<Optional<Verdict>> each(Answered row) {
        return row.results().stream().map(it -> verdict(row, it)).toList();
    }

    private Optional<Verdict> verdict(Answered row, Result result) {
        return isAnswer(result) ? Optional.of(grader.grade(row.graded(result))) : Optional.empty();
    }

    private List<Optional<Verdict>> compared(Answered row) {
        var results = row.results();
        var verdicts =
                new ArrayList<>(Collections.nCopies(results.size(), Optional.<Verdict>empty()));
        for (var i = 0; i < eachWay; i++) {
            var fast = results.get(i);
            var thinking = results.get(eachWay + i);
            if (!isAnswer(fast) || !isAnswer(thinking)) {
                continue;
            }
            var compared = grader.compare(row.graded(fast), row.graded(thinking));
            if (compared.isEmpty()) {
                return each(row);
            }
            verdicts.set(i, compared.map(Compared::first));
            verdicts.set(eachWay + i, compared.map(Compared::second));
        }
        return List.copyOf(verdicts);
    }

    private static boolean isAnswer(Result result) {
        return result.getStatus() == Status.ANSWERED;
    }
}
