package org.reasoningrouter.load.guarantee;

import java.util.List;
import java.util.Map;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// What one run left on its topics, committed records only; a few words a record, so that a long
/// run fits.
///
/// @param sent a fingerprint of every acknowledged prompt, by prompt id
/// @param served what the model server counted itself
/// @param openTransactions partitions whose last stable offset stayed behind their end
public record Evidence(
        Map<String, Fingerprint> sent,
        List<DecisionSeen> decisions,
        List<RequestSeen> requests,
        List<AnswerSeen> answers,
        List<ResultSeen> results,
        List<LateSeen> late,
        Served served,
        List<String> openTransactions) {

    public Evidence {
        sent = Map.copyOf(sent);
        decisions = List.copyOf(decisions);
        requests = List.copyOf(requests);
        answers = List.copyOf(answers);
        results = List.copyOf(results);
        late = List.copyOf(late);
        openTransactions = List.copyOf(openTransactions);
    }

    /// What must not change between a prompt and its request.
    ///
    /// @param body SHA-256 over tenant, lane and messages, in hexadecimal
    public record Fingerprint(String tenant, Lane lane, String body) {}

    public record DecisionSeen(String promptId, Outcome outcome, String route) {}

    public record RequestSeen(
            String key,
            String promptId,
            Route topicRoute,
            Lane topicLane,
            String decided,
            Fingerprint fingerprint) {}

    /// An answer, and what its calls used.
    ///
    /// @param calls ids of every call made for it, oldest first
    /// @param tokens of all of them
    public record AnswerSeen(
            String promptId,
            AnswerStatus status,
            String callId,
            List<String> calls,
            Tokens tokens) {

        public AnswerSeen {
            calls = List.copyOf(calls);
        }
    }

    public record ResultSeen(
            String key,
            String promptId,
            String tenant,
            Status status,
            Tokens tokens,
            long costNanos,
            String callId) {}

    public record LateSeen(String promptId, Tokens tokens, long costNanos, String callId) {}

    public record Tokens(long input, long reasoning, long answer) {

        public static final Tokens NONE = new Tokens(0, 0, 0);

        public Tokens plus(Tokens other) {
            return new Tokens(
                    input + other.input, reasoning + other.reasoning, answer + other.answer);
        }
    }

    /// The model server's own account.
    ///
    /// @param calls that the model server began to answer
    /// @param costNanos of all its tokens at the run's prices
    /// @param cut calls that did not end by themselves
    /// @param mayBeLost calls that were in flight when a process was killed, and calls whose
    ///   connection broke: the most that may be missing in the results
    public record Served(
            long calls,
            Tokens tokens,
            long costNanos,
            long cut,
            long mayBeLost,
            Tokens largestCall) {}
}
