package org.reasoningrouter.simulator;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What the stand-in server did, call by call, to hold against what the answers say. Threads share
/// it.
///
/// It keeps every call, about 200 bytes each, unless it is told not to.
public final class SimulatorLedger {

    /// How a call ended, as the server saw it.
    public enum End {
        COMPLETED,
        /// The client left, or a fault cut the call: the tokens are those generated until then.
        CUT,
        /// A fault or a bad request, before any token.
        TURNED_AWAY
    }

    /// One call.
    ///
    /// @param callId the client's `X-Call-Id`; empty when it sent none
    /// @param inputTokens all of the prompt, the cached part included
    /// @param cachedTokens as they were reported: none where the family does not report them
    /// @param reasoningTokens of thought, by whichever endpoint it was generated
    public record Call(
            String callId,
            End end,
            long inputTokens,
            long cachedTokens,
            long reasoningTokens,
            long answerTokens) {}

    private final boolean keeps;
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

    SimulatorLedger(boolean keeps) {
        this.keeps = keeps;
    }

    void start() {
        started.incrementAndGet();
    }

    void end(Call call) {
        if (keeps) {
            calls.add(call);
        }
        ended.incrementAndGet();
    }

    /// Calls that reached the server, those still running included.
    public long started() {
        return started.get();
    }

    public long running() {
        return started.get() - ended.get();
    }

    public long count(End end) {
        return calls.stream().filter(call -> call.end() == end).count();
    }

    /// Every ended call, in the order in which they ended.
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public long inputTokens() {
        return calls.stream().mapToLong(Call::inputTokens).sum();
    }

    public long cachedTokens() {
        return calls.stream().mapToLong(Call::cachedTokens).sum();
    }

    public long reasoningTokens() {
        return calls.stream().mapToLong(Call::reasoningTokens).sum();
    }

    public long answerTokens() {
        return calls.stream().mapToLong(Call::answerTokens).sum();
    }
}
