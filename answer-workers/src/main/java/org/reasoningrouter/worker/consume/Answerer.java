package org.reasoningrouter.worker.consume;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.generate.Asked.OutOfTime;
import org.reasoningrouter.worker.generate.Asked.Stopped;
import org.reasoningrouter.worker.generate.Asked.Unanswered;
import org.reasoningrouter.worker.generate.RetryLoop;
import org.reasoningrouter.worker.invoke.Ask;

/// Makes the answer of a request. Slots share it; it keeps nothing between requests.
public final class Answerer {

    private final RetryLoop loop;
    private final AnswerLimits limits;
    private final String workerId;
    private final InstantSource clock;

    public Answerer(RetryLoop loop, AnswerLimits limits, String workerId, InstantSource clock) {
        this.loop = loop;
        this.limits = limits;
        this.workerId = workerId;
        this.clock = clock;
    }

    /// The answer; empty when the request must go back to the broker, because the worker stops or
    /// the lock ends before the deadline.
    Optional<Answer> answer(Delivery delivery, Request request) {
        var deadline = request.getDecision().getDeadline();
        if (!clock.instant().isBefore(deadline)) {
            return Optional.of(expired(delivery, request, "deadline_before_call").build());
        }
        if (delivery.count() >= limits.deliveries()) {
            return Optional.of(failed(delivery, request, "delivery_limit").build());
        }
        var held = delivery.takenAt().plus(limits.hold());
        var until = held.isBefore(deadline) ? held : deadline;
        var asked = loop.ask(ask(request), routeOf(request), until);
        return answer(delivery, request, asked, held.isBefore(deadline));
    }

    private Optional<Answer> answer(
            Delivery delivery, Request request, Asked asked, boolean mayBeHandedBack) {
        return switch (asked) {
            case Answered answered -> Optional.of(answered(delivery, request, answered));
            case Unanswered(var failure, var attempts) ->
                    Optional.of(failed(delivery, request, failure).setAttempts(attempts).build());
            case OutOfTime(var attempts) when !mayBeHandedBack ->
                    Optional.of(
                            expired(delivery, request, "deadline").setAttempts(attempts).build());
            case OutOfTime _ -> Optional.empty();
            case Stopped _ -> Optional.empty();
        };
    }

    private Answer answered(Delivery delivery, Request request, Answered answered) {
        var generated = answered.generated();
        var route = generated.attempt().getRoute();
        return begun(delivery, request)
                .setStatus(AnswerStatus.ANSWERED)
                .setCallId(generated.attempt().getCallId())
                .setText(generated.text())
                .setFinishReason(generated.finishReason())
                .setRoute(route)
                .setDegraded(answered.degraded())
                .setThinkingObserved(generated.thinkingObserved())
                .setModeMismatch(generated.thinkingObserved() != (route == Route.THINKING))
                .setThinkingEnd(answered.thinkingEnd())
                .setExtensions(answered.extensions())
                .setSimulated(generated.simulated())
                .setAttempts(answered.attempts())
                .build();
    }

    private Answer.Builder failed(Delivery delivery, Request request, String failure) {
        return begun(delivery, request).setStatus(AnswerStatus.FAILED).setFailure(failure);
    }

    private Answer.Builder expired(Delivery delivery, Request request, String failure) {
        return begun(delivery, request).setStatus(AnswerStatus.EXPIRED).setFailure(failure);
    }

    private Answer.Builder begun(Delivery delivery, Request request) {
        return Answer.newBuilder()
                .setPromptId(request.getPromptId())
                .setDecision(request.getDecision())
                .setCallId(UUID.randomUUID().toString())
                .setRoute(routeOf(request))
                .setWorkerId(workerId)
                .setDeliveries(delivery.count())
                .setRequestedAt(delivery.appendedAt())
                .setTakenAt(delivery.takenAt())
                .setFinishedAt(clock.instant());
    }

    /// The same answer without its text, for an answer that no record can hold.
    static Answer tooLarge(Answer answer) {
        return Answer.newBuilder(answer)
                .setStatus(AnswerStatus.FAILED)
                .setFailure("too_large")
                .setText(null)
                .build();
    }

    private Ask ask(Request request) {
        return new Ask(
                request.getMessages(),
                request.getGeneration(),
                Math.max(
                        0,
                        request.getDecision().getThinkingBudget().orElse(limits.thinkingTokens())),
                Math.max(1, request.getMaxAnswerTokens().orElse(limits.answerTokens())));
    }

    private static Route routeOf(Request request) {
        return request.getDecision().getRoute().orElse(Route.FAST);
    }
}
