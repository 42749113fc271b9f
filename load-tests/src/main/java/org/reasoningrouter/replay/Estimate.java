package org.reasoningrouter.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

/// What a replay will cost, before anything was asked.
///
/// Input tokens are a quarter of the bytes of text, answers as long as the caller supposes,
/// thoughts as long as the policy expects. How many prompts think is asked of the classifier, for
/// the first of them.
///
/// @param askings in all
/// @param thinking share of them that thinks
/// @param fastNanos of one that does not
/// @param thinkingNanos of one that does
record Estimate(long askings, double thinking, long fastNanos, long thinkingNanos) {

    private static final int BYTES_OF_A_TOKEN = 4;
    private static final int SCORED = 500;
    private static final double NANOS = 1e9;

    /// What the estimate supposes.
    ///
    /// @param answerTokens of one answer
    /// @param thinkingTokens of one thought
    record Lengths(long answerTokens, long thinkingTokens) {}

    static Estimate of(
            Survey survey,
            long askings,
            double thinking,
            Lengths lengths,
            PriceList prices,
            String model) {
        var input = survey.textBytes() / BYTES_OF_A_TOKEN / Math.max(1, survey.prompts());
        return new Estimate(
                askings,
                thinking,
                prices.costNanos(call(model, input, 0, lengths.answerTokens())),
                prices.costNanos(
                        call(model, input, lengths.thinkingTokens(), lengths.answerTokens())));
    }

    /// The share of the first prompts that the policy lets think.
    static double thinkingShare(Survey.Rows rows, Choices choices) throws IOException {
        var prompts = new ArrayList<Prompt>();
        for (var row = rows.next(); row.isPresent() && prompts.size() < SCORED; row = rows.next()) {
            if (row.get() instanceof Taken taken) {
                prompts.add(taken.prompt());
            }
        }
        var thinking =
                choices.of(prompts).stream()
                        .filter(choice -> choice.route() == Route.THINKING)
                        .count();
        return (double) thinking / Math.max(1, prompts.size());
    }

    private static List<Attempt> call(String model, long input, long reasoning, long answer) {
        var usage =
                Usage.newBuilder()
                        .setInputTokens(input)
                        .setReasoningTokens(reasoning)
                        .setAnswerTokens(answer)
                        .setSource(TokenSource.NONE)
                        .build();
        var now = Instant.now();
        return List.of(
                Attempt.newBuilder()
                        .setCallId("estimate")
                        .setBackend("")
                        .setModel(model)
                        .setRoute(Route.THINKING)
                        .setStartedAt(now)
                        .setEndedAt(now)
                        .setOutcome("answered")
                        .setUsage(usage)
                        .build());
    }

    /// Of all askings.
    long nanos() {
        return Math.round(askings * (thinking * thinkingNanos + (1 - thinking) * fastNanos));
    }

    /// Of the dearest asking that may come.
    long dearest() {
        return thinking > 0 ? thinkingNanos : fastNanos;
    }

    /// For a person.
    String text() {
        return String.format(
                Locale.ROOT,
                "about $%.6f for %,d calls of which %.1f %% think; between $%.6f if none did and $%.6f if all did",
                nanos() / NANOS,
                askings,
                100 * thinking,
                askings * fastNanos / NANOS,
                askings * thinkingNanos / NANOS);
    }
}
