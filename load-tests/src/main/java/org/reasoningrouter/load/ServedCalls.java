package org.reasoningrouter.load;

import java.time.Instant;
import java.util.List;
import org.reasoningrouter.load.guarantee.Evidence.Served;
import org.reasoningrouter.load.guarantee.Evidence.Tokens;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorLedger;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Usage;

/// The stand-in server's own account, priced as the ledger prices it.
final class ServedCalls {

    private ServedCalls() {}

    /// Call it when no call is running any more.
    ///
    /// @param mayBeLost calls that were in flight at kills
    static Served of(SimulatorLedger ledger, PriceList prices, long mayBeLost) {
        return of(ledger.calls(), prices, mayBeLost);
    }

    /// Of these calls alone.
    static Served of(List<Call> calls, PriceList prices, long mayBeLost) {
        var cut = calls.stream().filter(it -> it.end() == End.CUT).count();
        var tokens = Tokens.NONE;
        var largest = Tokens.NONE;
        for (var call : calls) {
            var of = tokens(call);
            tokens = tokens.plus(of);
            largest =
                    new Tokens(
                            Math.max(largest.input(), of.input()),
                            Math.max(largest.reasoning(), of.reasoning()),
                            Math.max(largest.answer(), of.answer()));
        }
        var cost = prices.costNanos(calls.stream().map(ServedCalls::attempt).toList());
        return new Served(calls.size(), tokens, cost, cut, mayBeLost, largest);
    }

    private static Tokens tokens(Call call) {
        return new Tokens(call.inputTokens(), call.reasoningTokens(), call.answerTokens());
    }

    private static Attempt attempt(Call call) {
        var now = Instant.now();
        return Attempt.newBuilder()
                .setCallId(call.callId())
                .setBackend("")
                .setModel(LlmSimulator.MODEL)
                .setRoute(Route.FAST)
                .setStartedAt(now)
                .setEndedAt(now)
                .setOutcome("answered")
                .setUsage(
                        Usage.newBuilder()
                                .setInputTokens(call.inputTokens())
                                .setCachedTokens(call.cachedTokens())
                                .setReasoningTokens(call.reasoningTokens())
                                .setAnswerTokens(call.answerTokens())
                                .build())
                .build();
    }
}
