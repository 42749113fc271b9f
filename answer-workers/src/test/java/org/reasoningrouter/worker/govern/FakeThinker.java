package org.reasoningrouter.worker.govern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.generate.FakeTime;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.ModelServer;
import org.reasoningrouter.worker.invoke.Thought;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// A server whose model thinks and answers at given lengths, and obeys what its switches say: caps,
/// budgets, stops after the thought, continuation. A token takes a millisecond of fake time.
final class FakeThinker implements ModelServer {

    static final int PROMPT = 50;
    private static final int MODEL_TOKEN = 1;
    private static final int APPENDED_TOKEN = 2;
    private static final int LONGEST = Integer.MAX_VALUE;

    final List<LlmCall> calls = new ArrayList<>();
    final List<Usage> ledger = new ArrayList<>();
    private final FakeTime time;
    long thought = 1000;
    long answer = 20;

    /// How long it thinks on after it was made to wait.
    long afterWait = 300;

    boolean holdsBudget = true;
    boolean returnsIds = true;
    boolean stops = true;

    /// Whether it stops after a thought that it went on with, too.
    boolean stopsAgain = true;

    TokenSource counts = TokenSource.SERVER;

    /// What a probe hears after so many tokens of thought.
    LongFunction<String> mind = _ -> "42}\\]";

    private int failAt = -1;
    private Failure failure = Failure.OVERLOADED;

    FakeThinker(FakeTime time) {
        this.time = time;
    }

    /// The call of this number, from 0, fails before its first token.
    void failsAt(int call, Failure failure) {
        failAt = call;
        this.failure = failure;
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        calls.add(call);
        if (calls.size() - 1 == failAt) {
            return failed(call, failure, usage(0, 0, 0));
        }
        if (!time.instant().isBefore(until)) {
            return failed(call, Failure.DEADLINE, usage(0, 0, 0));
        }
        firstToken.came();
        var end = new Running(call).end();
        return time.instant().isAfter(until)
                ? failed(call, Failure.DEADLINE, end.attempt().getUsage())
                : end;
    }

    private final class Running {

        private final LlmCall call;
        private final List<Integer> before;
        private final boolean thinks;
        private final boolean keeps;
        private final boolean halts;
        private final long budget;

        Running(LlmCall call) {
            this.call = call;
            switch (call.turn()) {
                case Opening opening -> {
                    before = List.of();
                    thinks = opening.thinks();
                    keeps = opening.keeps();
                    halts = opening.stopsAfterThought() && stops;
                    budget = holdsBudget ? opening.budget().orElse(LONGEST) : LONGEST;
                }
                case Continuation on -> {
                    before = new ArrayList<>(thoughtOf(on.thought()));
                    before.addAll(
                            Collections.nCopies(words(on.appended()), (Integer) APPENDED_TOKEN));
                    thinks = on.thinks();
                    keeps = on.thinks();
                    halts = on.thinks() && stops && stopsAgain;
                    budget = LONGEST;
                }
            }
        }

        Generation end() {
            var most = call.turn().mostTokens();
            var wants = thinks ? Math.min(left(), budget) : 0;
            var thinking = Math.min(wants, most);
            var closed = thinking == wants && (halts || thinking < most);
            if (thinks && keeps && (!closed || halts)) {
                return cut(thinking, closed);
            }
            if (thinks && !closed) {
                return failed(call, Failure.EMPTY, usage(before.size(), thinking, 0));
            }
            return answered(thinking, most - thinking);
        }

        // Thinks on after it was told to wait, and otherwise to its natural end.
        private long left() {
            var waited = before.lastIndexOf(APPENDED_TOKEN);
            return waited < 0
                    ? Math.max(0, thought - before.size())
                    : Math.max(0, afterWait - (before.size() - 1 - waited));
        }

        private Cut cut(long thinking, boolean closed) {
            var ids = new ArrayList<>(before);
            ids.addAll(Collections.nCopies((int) thinking, (Integer) MODEL_TOKEN));
            return new Cut(
                    attempt(call, "answered", usage(before.size(), thinking, 0), time.instant()),
                    returnsIds
                            ? new Thought(textOf(ids), List.of(7), ids)
                            : new Thought(textOf(ids), List.of(), List.of()),
                    closed,
                    true);
        }

        private Generated answered(long thinking, long most) {
            var probed = call.purpose() == LlmCall.Purpose.PROBE;
            var length = Math.min(probed ? 5 : answer, most);
            return new Generated(
                    attempt(
                            call,
                            "answered",
                            usage(before.size(), thinking, length),
                            time.instant()),
                    probed ? mind.apply(before.size() - words(probe())) : "forty-two",
                    length < answer && !probed ? "length" : "stop",
                    thinking > 0,
                    true);
        }

        private String probe() {
            return ((Continuation) call.turn()).appended();
        }
    }

    // Each token is a letter of the text.
    private static List<Integer> thoughtOf(Thought thought) {
        return thought.text()
                .chars()
                .mapToObj(letter -> letter == 't' ? MODEL_TOKEN : APPENDED_TOKEN)
                .toList();
    }

    private static String textOf(List<Integer> ids) {
        var text = new StringBuilder();
        ids.forEach(id -> text.append(id == MODEL_TOKEN ? 't' : 'w'));
        return text.toString();
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private Usage usage(long before, long reasoning, long answered) {
        var usage =
                Usage.newBuilder()
                        .setInputTokens(PROMPT + before)
                        .setReasoningTokens(counts == TokenSource.NONE ? 0 : reasoning)
                        .setAnswerTokens(answered)
                        .setSource(counts)
                        .build();
        ledger.add(usage);
        time.pause(Duration.ofMillis(reasoning + answered));
        return usage;
    }

    private Failed failed(LlmCall call, Failure failure, Usage usage) {
        return new Failed(attempt(call, failure.word(), usage, null), failure, Optional.empty());
    }

    private Attempt attempt(
            LlmCall call, String outcome, Usage usage, @Nullable Instant firstTokenAt) {
        return Attempt.newBuilder()
                .setCallId(call.callId())
                .setPurpose(call.purpose().word())
                .setBackend("http://server/v1")
                .setModel("model")
                .setRoute(call.route())
                .setStartedAt(time.instant())
                .setFirstTokenAt(firstTokenAt)
                .setEndedAt(time.instant())
                .setOutcome(outcome)
                .setUsage(usage)
                .build();
    }
}
