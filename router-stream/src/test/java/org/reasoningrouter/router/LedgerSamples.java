package org.reasoningrouter.router;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.router.join.LedgerSettings;
import org.reasoningrouter.router.measure.LengthsProcessor;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

/// Decisions and answers to test the way back with.
public final class LedgerSamples {

    public static final Instant START = Instant.parse("2026-05-01T10:00:30Z");
    public static final String MODEL = "hybrid";

    private LedgerSamples() {}

    /// Markers for a day, half a second of grace, stats and backlogs every five seconds.
    public static LedgerSettings settings() {
        return new LedgerSettings(
                Duration.ofHours(24),
                Duration.ofMillis(500),
                1_000,
                Duration.ofHours(48),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Optional.empty(),
                new LengthsProcessor.Schedule(Duration.ofSeconds(10), Duration.ofHours(24)));
    }

    /// A prompt of tenant `acme` on the fast route, received at START and due ten seconds later.
    public static Decision.Builder decision(String id) {
        return Decision.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setLane(Lane.BULK)
                .setRoute(Route.FAST)
                .setReason(Reason.SCORE)
                .setScore(0.25)
                .setExpectedThinkingTokens(500)
                .setQueuedMicros(1_500)
                .setClassifyMicros(2_500)
                .setReceivedAt(START)
                .setDecidedAt(START.plusMillis(4))
                .setDeadline(START.plusSeconds(10))
                .setReference("42")
                .setAttributes(Map.of("run", "7"))
                .setTraceparent("00-11-22-01");
    }

    public static Decision rejection(String id) {
        return decision(id)
                .setOutcome(Outcome.REJECTED)
                .setRoute(null)
                .setReason(Reason.TOO_LONG)
                .build();
    }

    public static Usage usage(long input, long reasoning, long answer) {
        return Usage.newBuilder()
                .setInputTokens(input)
                .setReasoningTokens(reasoning)
                .setAnswerTokens(answer)
                .setSource(TokenSource.SERVER)
                .build();
    }

    /// A call that starts at START + 1 s, has its first token 200 ms and its end 700 ms later.
    public static Attempt call(String callId, Usage usage) {
        return Attempt.newBuilder()
                .setCallId(callId)
                .setBackend("one")
                .setModel(MODEL)
                .setRoute(Route.FAST)
                .setStartedAt(START.plusMillis(1_000))
                .setFirstTokenAt(START.plusMillis(1_200))
                .setEndedAt(START.plusMillis(1_700))
                .setOutcome("answered")
                .setUsage(usage)
                .build();
    }

    /// An answer by one call of 100 input and 20 answer tokens.
    public static Answer.Builder answer(String id, String callId) {
        return Answer.newBuilder()
                .setPromptId(id)
                .setDecision(decision(id).build())
                .setStatus(AnswerStatus.ANSWERED)
                .setCallId(callId)
                .setText("the answer")
                .setFinishReason("stop")
                .setRoute(Route.FAST)
                .setAttempts(List.of(call(callId, usage(100, 0, 20))))
                .setRequestedAt(START.plusMillis(10))
                .setTakenAt(START.plusMillis(990))
                .setFinishedAt(START.plusMillis(1_800));
    }

    public static Answer failure(String id, String callId) {
        return answer(id, callId)
                .setStatus(AnswerStatus.FAILED)
                .setText(null)
                .setFailure("overloaded")
                .setAttempts(List.of())
                .build();
    }
}
