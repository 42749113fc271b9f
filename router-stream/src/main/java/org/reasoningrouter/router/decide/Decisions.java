package org.reasoningrouter.router.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Arrival;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.ShadowDecision;

/// Decisions as they go over the wire.
public final class Decisions {

    private static final int MOST_TENANT_CHARS = 256;

    private Decisions() {}

    /// The decision on an admitted prompt. It bears the numbers that were learnt by now, so
    /// whatever comes of it sees the same ones.
    ///
    /// @param control what is known of thoughts and queues now
    public static Decision routed(
            Admitted admitted,
            Classification classification,
            PolicyInForce inForce,
            ControlState control,
            Instant decidedAt) {
        var prompt = admitted.prompt();
        var policy = inForce.policy();
        var raise = control.backlog().raise(prompt.getLane(), policy.limits().backlog(), decidedAt);
        var choice = policy.choose(prompt, classification, raise);
        var learned = control.learned().of(PromptClass.of(cut(prompt.getTenant()), choice.score()));
        var budget =
                choice.thinkingBudget().map(cap -> policy.learning().budgetTokens(learned, cap));
        var decision =
                begin(prompt, admitted.arrival(), decidedAt)
                        .setOutcome(Outcome.ROUTED)
                        .setRoute(choice.route())
                        .setReason(choice.reason())
                        .setScore(orNull(choice.score()))
                        .setThreshold(orNull(choice.threshold()))
                        .setThinkingBudget(orNull(budget))
                        .setPropensity(choice.propensity())
                        .setPolicyVersion(policy.version())
                        .setModelVersion(inForce.modelVersion())
                        .setExpectedThinkingTokens(
                                policy.learning()
                                        .expectedTokens(learned, policy.expectedThinkingTokens()))
                        .setDeadline(admitted.deadline());
        if (classification instanceof Scored scored) {
            decision.setTokens(scored.tokens())
                    .setTruncated(scored.truncated())
                    .setBatchSize(scored.batchSize())
                    .setModelStage(scored.stage())
                    .setScoreCached(scored.cached());
        }
        return decision.build();
    }

    /// What the shadow would have decided on a prompt that asked for no route itself. It does not
    /// explore.
    public static ShadowDecision shadow(
            Prompt prompt, Classification classification, PolicyInForce shadow) {
        var choice = shadow.policy().choose(prompt, classification);
        return ShadowDecision.newBuilder()
                .setPolicyVersion(shadow.policy().version())
                .setModelVersion(shadow.modelVersion())
                .setRoute(choice.led())
                .setScore(orNull(choice.score()))
                .build();
    }

    /// The decision that ends a rejected prompt. One rejected for its size leaves behind what made
    /// it large.
    public static Decision rejected(Rejected rejected, Instant decidedAt) {
        var decision =
                begin(rejected.prompt(), rejected.arrival(), decidedAt)
                        .setOutcome(Outcome.REJECTED)
                        .setReason(rejected.reason())
                        .setDetail(rejected.detail())
                        .setDeadline(decidedAt);
        if (rejected.reason() == Reason.TOO_LARGE) {
            decision.setReference(null).setAttributes(Map.of()).setTraceparent(null);
        }
        return decision.build();
    }

    private static Decision.Builder begin(Prompt prompt, Arrival arrival, Instant decidedAt) {
        return Decision.newBuilder()
                .setPromptId(prompt.getPromptId())
                .setTenant(cut(prompt.getTenant()))
                .setLane(prompt.getLane())
                .setQueuedMicros(micros(arrival.receivedAt(), arrival.polledAt()))
                .setClassifyMicros(micros(arrival.polledAt(), decidedAt))
                .setReceivedAt(arrival.receivedAt())
                .setDecidedAt(decidedAt)
                .setReference(orNull(prompt.getReference()))
                .setAttributes(prompt.getAttributes())
                .setTraceparent(orNull(prompt.getTraceparent()));
    }

    private static String cut(String tenant) {
        return tenant.length() <= MOST_TENANT_CHARS
                ? tenant
                : tenant.substring(0, MOST_TENANT_CHARS);
    }

    private static long micros(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1_000);
    }

    private static <T> @Nullable T orNull(java.util.Optional<T> value) {
        return value.orElse(null);
    }
}
