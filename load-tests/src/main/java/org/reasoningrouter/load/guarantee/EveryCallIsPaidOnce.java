package org.reasoningrouter.load.guarantee;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.reasoningrouter.load.guarantee.Evidence.LateSeen;
import org.reasoningrouter.load.guarantee.Evidence.ResultSeen;
import org.reasoningrouter.load.guarantee.Evidence.Tokens;

/// Results and late answers add up to what the model server served, to the token and the
/// nano-dollar; they may miss at most the calls that were in flight at a kill or whose connection
/// broke, and never exceed it.
public final class EveryCallIsPaidOnce implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        var served = evidence.served();
        var tokens = Tokens.NONE;
        var cost = 0L;
        var calls = new HashSet<String>();
        var violations = new ArrayList<String>();
        for (ResultSeen result : evidence.results()) {
            tokens = tokens.plus(result.tokens());
            cost += result.costNanos();
            if (!result.callId().isEmpty() && !calls.add(result.callId())) {
                violations.add(result.promptId() + " pays a call again: " + result.callId());
            }
        }
        for (LateSeen late : evidence.late()) {
            tokens = tokens.plus(late.tokens());
            cost += late.costNanos();
            if (!calls.add(late.callId())) {
                violations.add(late.promptId() + " pays a call again: " + late.callId());
            }
        }
        var slack = served.mayBeLost();
        var most = served.largestCall();
        between(
                "input tokens",
                tokens.input(),
                served.tokens().input(),
                slack * most.input(),
                violations);
        between(
                "reasoning tokens",
                tokens.reasoning(),
                served.tokens().reasoning(),
                slack * most.reasoning(),
                violations);
        between(
                "answer tokens",
                tokens.answer(),
                served.tokens().answer(),
                slack * most.answer(),
                violations);
        if (slack == 0 && cost != served.costNanos()) {
            violations.add(
                    "the results cost "
                            + cost
                            + " nano-dollars, the server's calls "
                            + served.costNanos());
        }
        if (cost > served.costNanos()) {
            violations.add(
                    "the results cost more than was served: " + cost + " > " + served.costNanos());
        }
        return violations;
    }

    private static void between(
            String what, long paid, long served, long slack, List<String> violations) {
        if (paid > served || paid < served - slack) {
            violations.add(
                    paid
                            + " "
                            + what
                            + " in the results, "
                            + served
                            + " served, at most "
                            + slack
                            + " may be missing");
        }
    }
}
