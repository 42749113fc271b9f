package org.reasoningrouter.router.join;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.reasoningrouter.router.decide.Amount;
import org.reasoningrouter.router.join.Settlement.Ended;
import org.reasoningrouter.router.join.Settlement.Late;
import org.reasoningrouter.router.join.Settlement.Opened;
import org.reasoningrouter.router.join.Settlement.Repeated;
import org.reasoningrouter.router.join.Settlement.Settled;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.Timeline;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

/// The rules by which a prompt ends: the first terminal event wins, and every call is paid once.
///
/// @param thinkingModel whose price an answer without thinking is compared with; empty: the price
///   of the model that answered
public record Ledger(PriceList prices, Optional<String> thinkingModel) {

    static final String DEADLINE = "deadline";

    /// @param marker how the prompt ended, if it has
    Settlement onDecision(
            Decision decision, Optional<Marker> marker, boolean pending, Instant now) {
        if (marker.isPresent() || pending) {
            return new Settled();
        }
        return switch (decision.getOutcome()) {
            case ROUTED -> new Opened(decision);
            case REJECTED ->
                    ended(
                            unanswered(decision, now)
                                    .setStatus(Status.REJECTED)
                                    .setFailure(decision.getReason().name())
                                    .build());
        };
    }

    /// @param marker how the prompt ended, if it has
    Settlement onAnswer(Answer answer, Optional<Marker> marker, Instant now) {
        if (marker.isEmpty()) {
            return new Ended(
                    result(answer, now), new Marker(status(answer), Set.copyOf(callIds(answer))));
        }
        var before = marker.get();
        return before.knows(answer.getCallId())
                ? new Repeated()
                : new Late(late(answer, before, now), before.and(callIds(answer)));
    }

    /// The end of a prompt that no worker has ended before its deadline.
    Ended onDeadline(Decision decision, Instant now) {
        return ended(
                unanswered(decision, now).setStatus(Status.EXPIRED).setFailure(DEADLINE).build());
    }

    /// What the thinking of an answer took that was not paid before.
    ///
    /// @param before how the prompt had ended, if it had
    Amount thinking(Answer answer, Optional<Marker> before) {
        var unpaid = unpaid(answer, before);
        return new Amount(sum(unpaid).getReasoningTokens(), prices.thinkingCostNanos(unpaid));
    }

    private static List<Attempt> unpaid(Answer answer, Optional<Marker> before) {
        return answer.getAttempts().stream()
                .filter(call -> before.filter(it -> it.knows(call.getCallId())).isEmpty())
                .toList();
    }

    private static Ended ended(Result result) {
        return new Ended(result, new Marker(result.getStatus(), Set.of()));
    }

    private Result result(Answer answer, Instant now) {
        var calls = answer.getAttempts();
        var cost = prices.costNanos(calls);
        var result =
                of(answer.getDecision(), now)
                        .setPromptId(answer.getPromptId())
                        .setStatus(status(answer))
                        .setFailure(failure(answer))
                        .setRoute(answer.getRoute())
                        .setAnswer(answer.getText().orElse(null))
                        .setFinishReason(answer.getFinishReason().orElse(null))
                        .setDegraded(answer.getDegraded())
                        .setThinkingObserved(answer.getThinkingObserved())
                        .setModeMismatch(answer.getModeMismatch())
                        .setThinkingEnd(answer.getThinkingEnd())
                        .setExtensions(answer.getExtensions())
                        .setSimulated(answer.getSimulated())
                        .setCallId(answer.getCallId());
        return result.setModel(model(answer, calls).orElse(null))
                .setAttempts(calls.size())
                .setUsage(sum(calls))
                .setCostNanos(cost)
                .setAlwaysThinkingCostNanos(cost + surcharge(answer))
                .setTimings(Timeline.of(answer, now))
                .build();
    }

    private LateAnswer late(Answer answer, Marker before, Instant now) {
        var unpaid = unpaid(answer, Optional.of(before));
        return LateAnswer.newBuilder()
                .setPromptId(answer.getPromptId())
                .setTenant(answer.getDecision().getTenant())
                .setRoute(answer.getRoute())
                .setStatus(answer.getStatus())
                .setCallId(answer.getCallId())
                .setModel(model(answer, unpaid).orElse(""))
                .setAttempts(unpaid.size())
                .setUsage(sum(unpaid))
                .setCostNanos(prices.costNanos(unpaid))
                .setEndedAs(before.status())
                .setArrivedAt(now)
                .setAttributes(answer.getDecision().getAttributes())
                .build();
    }

    private static Result.Builder unanswered(Decision decision, Instant now) {
        return of(decision, now).setUsage(sum(List.of())).setTimings(Timeline.of(decision, now));
    }

    private static Result.Builder of(Decision decision, Instant now) {
        return Result.newBuilder()
                .setPromptId(decision.getPromptId())
                .setTenant(decision.getTenant())
                .setLane(decision.getLane())
                .setDecision(decision)
                .setReceivedAt(decision.getReceivedAt())
                .setFinishedAt(now)
                .setReference(decision.getReference().orElse(null))
                .setAttributes(decision.getAttributes())
                .setTraceparent(decision.getTraceparent().orElse(null));
    }

    private static Status status(Answer answer) {
        return switch (answer.getStatus()) {
            case ANSWERED -> Status.ANSWERED;
            case FAILED -> Status.FAILED;
            case EXPIRED -> Status.EXPIRED;
        };
    }

    private static @org.jspecify.annotations.Nullable String failure(Answer answer) {
        return switch (answer.getStatus()) {
            case ANSWERED -> null;
            case FAILED -> answer.getFailure().orElse("failed");
            case EXPIRED -> answer.getFailure().orElse(DEADLINE);
        };
    }

    // What was answered by thinking has cost what thinking costs. Otherwise only the call that gave
    // the answer would have thought; those that failed would have failed all the same.
    private long surcharge(Answer answer) {
        if (answer.getRoute() == Route.THINKING) {
            return 0;
        }
        return Timeline.givingCall(answer).map(call -> surcharge(answer, call)).orElse(0L);
    }

    private long surcharge(Answer answer, Attempt call) {
        return prices.thinkingSurchargeNanos(
                call,
                thinkingModel.orElse(call.getModel()),
                answer.getDecision().getExpectedThinkingTokens());
    }

    private static Optional<String> model(Answer answer, List<Attempt> calls) {
        return Timeline.givingCall(answer)
                .or(() -> calls.isEmpty() ? Optional.empty() : Optional.of(calls.getLast()))
                .map(Attempt::getModel);
    }

    private static List<String> callIds(Answer answer) {
        return Stream.concat(
                        answer.getAttempts().stream().map(Attempt::getCallId),
                        Stream.of(answer.getCallId()))
                .distinct()
                .toList();
    }

    private static Usage sum(List<Attempt> calls) {
        var sum = Usage.newBuilder().build();
        for (var call : calls) {
            sum = sum(sum, call.getUsage());
        }
        return Usage.newBuilder(sum).setSource(source(calls)).build();
    }

    private static Usage sum(Usage one, Usage other) {
        return Usage.newBuilder()
                .setInputTokens(one.getInputTokens() + other.getInputTokens())
                .setCachedTokens(one.getCachedTokens() + other.getCachedTokens())
                .setReasoningTokens(one.getReasoningTokens() + other.getReasoningTokens())
                .setAnswerTokens(one.getAnswerTokens() + other.getAnswerTokens())
                .build();
    }

    // A sum is as good as its worst counted part; a call that gave no token has nothing to count.
    private static TokenSource source(List<Attempt> calls) {
        return calls.stream()
                .map(Attempt::getUsage)
                .filter(usage -> usage.getReasoningTokens() + usage.getAnswerTokens() > 0)
                .map(Usage::getSource)
                .max(Comparator.naturalOrder())
                .orElse(TokenSource.NONE);
    }
}
