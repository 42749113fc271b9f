package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.ThinkSplitter.Begin;
import org.reasoningrouter.worker.invoke.Transcript.Kept;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// What has come of one call so far, and how it ended. It belongs to the slot's thread.
final class RunningCall {

    private final LlmCall call;
    private final Dialect dialect;
    private final LlmSettings settings;
    private final InstantSource clock;
    private final FirstToken firstToken;
    private final Instant startedAt;
    private Transcript transcript;
    private List<Integer> appended = List.of();
    private @Nullable Instant firstTokenAt;
    private boolean begun;
    private boolean saidItsLast;
    private int status;
    private boolean simulated;

    RunningCall(
            LlmCall call,
            Dialect dialect,
            LlmSettings settings,
            InstantSource clock,
            FirstToken firstToken) {
        this.call = call;
        this.dialect = dialect;
        this.settings = settings;
        this.clock = clock;
        this.firstToken = firstToken;
        startedAt = clock.instant();
        transcript = new Transcript(begin(), Kept.NOTHING);
    }

    LlmCall call() {
        return call;
    }

    /// The time that is left for it.
    Duration left(Instant until) {
        return Duration.between(startedAt, until);
    }

    /// Keeps the thought, which the ids of its closing tag end.
    ///
    /// @param appended ids of what the worker puts after an earlier thought
    void keepThought(List<Integer> close, List<Integer> appended) {
        transcript = new Transcript(begin(), new Kept(true, close));
        this.appended = appended;
    }

    /// The server's first words about it.
    void answeredWith(int status, boolean simulated) {
        this.status = status;
        this.simulated = simulated;
    }

    /// Whether the server has said that no more comes.
    boolean hasSaidItsLast() {
        return saidItsLast;
    }

    /// Whether a token has come.
    boolean hasFirstToken() {
        return firstTokenAt != null;
    }

    /// Takes in one event, and says why the call fails by it, if it does.
    Optional<Failure> take(String event, Watch watch) {
        begun = true;
        Chunk chunk;
        try {
            chunk = dialect.read(event);
        } catch (IOException _) {
            return Optional.of(Failure.MALFORMED);
        }
        if (chunk.error().isPresent()) {
            return chunk.error().map(Failure::ofStatus);
        }
        saidItsLast = chunk.last();
        if (transcript.add(chunk)) {
            watch.progress();
            if (firstTokenAt == null) {
                firstTokenAt = clock.instant();
                firstToken.came();
            }
        }
        return transcript.heldChars() > settings.mostAnswerChars()
                ? Optional.of(Failure.TOO_LARGE)
                : Optional.empty();
    }

    /// How the call ended, no more being to come.
    Generation ended(Watch watch) {
        transcript.end();
        var reason = transcript.finishReason();
        if (reason.isEmpty()) {
            return failed(watch.fired().orElseGet(this::unfinished));
        }
        if (transcript.answer().isBlank()) {
            return answerless(reason.get());
        }
        return new Generated(
                attempt("answered"),
                transcript.answer(),
                reason.get(),
                transcript.thinkingObserved(),
                simulated || transcript.simulated());
    }

    // A model that stops or is stopped without an answer can be made to give one, where its
    // thought is there to go on from.
    private Generation answerless(String reason) {
        var ended = reason.equals("stop") || reason.equals("length");
        if (!ended) {
            return failed(Failure.EMPTY);
        }
        return switch (call.turn()) {
            case Opening opening when opening.keeps() -> cut(transcript.thought());
            case Continuation from when from.thinks() -> cut(transcript.thought(from, appended));
            case Turn _ -> failed(Failure.EMPTY);
        };
    }

    private Cut cut(Thought thought) {
        return new Cut(
                attempt("answered"),
                thought,
                transcript.thoughtEnded(),
                simulated || transcript.simulated());
    }

    // A server that died, or a proxy that gave it up, can end a stream as cleanly as one that
    // is done: only the last word is missing.
    private Failure unfinished() {
        return begun && !saidItsLast ? Failure.BROKEN : Failure.MALFORMED;
    }

    Failed failed(Failure failure) {
        return new Failed(attempt(failure.word()), failure, Optional.empty());
    }

    /// A call that the server answers with this status.
    ///
    /// @param retryAfter how long it wants to be left alone, if it says so
    Failed refused(int status, Optional<Duration> retryAfter) {
        this.status = status;
        var failure = Failure.ofStatus(status);
        return new Failed(attempt(failure.word()), failure, retryAfter);
    }

    private Attempt attempt(String outcome) {
        return Attempt.newBuilder()
                .setCallId(call.callId())
                .setPurpose(call.purpose().word())
                .setBackend(settings.url())
                .setModel(dialect.model())
                .setRoute(call.route())
                .setStartedAt(startedAt)
                .setFirstTokenAt(firstTokenAt)
                .setEndedAt(clock.instant())
                .setOutcome(outcome)
                .setStatus(status)
                .setUsage(transcript.usage())
                .build();
    }

    private Begin begin() {
        if (dialect.parts(call.turn())) {
            return call.thinks() ? Begin.OUTPUT_OR_THOUGHT : Begin.OUTPUT;
        }
        return call.thinks() ? Begin.THOUGHT : Begin.ANSWER;
    }
}
