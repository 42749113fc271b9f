package org.reasoningrouter.router.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.MODEL;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.call;
import static org.reasoningrouter.router.LedgerSamples.decision;
import static org.reasoningrouter.router.LedgerSamples.failure;
import static org.reasoningrouter.router.LedgerSamples.rejection;
import static org.reasoningrouter.router.LedgerSamples.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.join.Settlement.Ended;
import org.reasoningrouter.router.join.Settlement.Late;
import org.reasoningrouter.router.join.Settlement.Opened;
import org.reasoningrouter.router.join.Settlement.Repeated;
import org.reasoningrouter.router.join.Settlement.Settled;
import org.reasoningrouter.router.measure.Price;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

class LedgerTest {

    private static final Instant NOW = START.plusSeconds(2);
    private static final Marker EXPIRED = new Marker(Status.EXPIRED, Set.of());

    // One dollar and ten dollars per million: 1,000 and 10,000 nano-dollars a token.
    private final PriceList prices =
            new PriceList(
                    List.of(
                            new Price("*", Instant.EPOCH, 0, 0, 0),
                            new Price("deep", Instant.EPOCH, 0, 0, 20_000_000_000L),
                            new Price(MODEL, Instant.EPOCH, 1_000_000_000, 0, 10_000_000_000L)));
    private final Ledger ledger = new Ledger(prices, Optional.empty());

    @Test
    void aRoutedPromptIsPending() {
        var decision = decision("p").build();

        assertThat(ledger.onDecision(decision, Optional.empty(), false, NOW))
                .isEqualTo(new Opened(decision));
    }

    @Test
    void aSecondDecisionChangesNothing() {
        var decision = decision("p").build();

        assertThat(ledger.onDecision(decision, Optional.empty(), true, NOW))
                .isEqualTo(new Settled());
        assertThat(ledger.onDecision(decision, Optional.of(EXPIRED), false, NOW))
                .isEqualTo(new Settled());
        assertThat(ledger.onDecision(rejection("p"), Optional.empty(), true, NOW))
                .isEqualTo(new Settled());
    }

    @Test
    void aRejectionEndsThePromptAtOnce() {
        var settlement = ledger.onDecision(rejection("p"), Optional.empty(), false, NOW);

        assertThat(settlement).isInstanceOf(Ended.class);
        var ended = (Ended) settlement;
        assertThat(ended.marker()).isEqualTo(new Marker(Status.REJECTED, Set.of()));
        assertThat(ended.result().getStatus()).isEqualTo(Status.REJECTED);
        assertThat(ended.result().getFailure()).contains("TOO_LONG");
        assertThat(ended.result().getRoute()).isEmpty();
        assertThat(ended.result().getCostNanos()).isZero();
    }

    @Test
    void anAnswerBecomesAResultWithEverythingThatCameWithThePrompt() {
        var result = result(answer("p", "c").build());

        assertThat(result.getPromptId()).isEqualTo("p");
        assertThat(result.getStatus()).isEqualTo(Status.ANSWERED);
        assertThat(result.getAnswer()).contains("the answer");
        assertThat(result.getFailure()).isEmpty();
        assertThat(result.getModel()).contains(MODEL);
        assertThat(result.getUsage()).isEqualTo(usage(100, 0, 20));
        assertThat(result.getReference()).contains("42");
        assertThat(result.getAttributes()).isEqualTo(Map.of("run", "7"));
        assertThat(result.getTraceparent()).contains("00-11-22-01");
        assertThat(result.getFinishedAt()).isEqualTo(NOW);
        assertThat(result.getDecision()).isEqualTo(decision("p").build());
    }

    @Test
    void aFastAnswerIsComparedWithTheExpectedThinking() {
        var result = result(answer("p", "c").build());

        assertThat(result.getCostNanos()).isEqualTo(100 * 1_000 + 20 * 10_000);
        assertThat(result.getAlwaysThinkingCostNanos()).isEqualTo(100 * 1_000 + 520 * 10_000);
    }

    @Test
    void aNamedThinkingModelSetsThePriceOfThinking() {
        var named = new Ledger(prices, Optional.of("deep"));

        var ended = (Ended) named.onAnswer(answer("p", "c").build(), Optional.empty(), NOW);

        assertThat(ended.result().getAlwaysThinkingCostNanos()).isEqualTo(520 * 20_000);
    }

    @Test
    void aThinkingAnswerCostsWhatThinkingCosts() {
        var thought =
                answer("p", "c")
                        .setRoute(Route.THINKING)
                        .setAttempts(List.of(call("c", usage(100, 900, 20))))
                        .build();

        var result = result(thought);

        assertThat(result.getCostNanos()).isEqualTo(100 * 1_000 + 920 * 10_000);
        assertThat(result.getAlwaysThinkingCostNanos()).isEqualTo(result.getCostNanos());
    }

    @Test
    void everyAttemptIsCountedAndPaid() {
        var unsure = Usage.newBuilder(usage(100, 0, 3)).setSource(TokenSource.CHUNKS).build();
        var answer =
                answer("p", "c2")
                        .setAttempts(List.of(call("c1", unsure), call("c2", usage(100, 0, 20))))
                        .build();

        var result = result(answer);

        assertThat(result.getAttempts()).isEqualTo(2);
        assertThat(result.getUsage().getInputTokens()).isEqualTo(200);
        assertThat(result.getUsage().getAnswerTokens()).isEqualTo(23);
        assertThat(result.getUsage().getSource()).isEqualTo(TokenSource.CHUNKS);
        assertThat(result.getCostNanos()).isEqualTo(200 * 1_000 + 23 * 10_000);
        assertThat(result.getAlwaysThinkingCostNanos())
                .isEqualTo(result.getCostNanos() + 500 * 10_000);
    }

    @Test
    void aFailureSaysWhy() {
        var result = result(failure("p", "w"));

        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getFailure()).contains("overloaded");
        assertThat(result.getAlwaysThinkingCostNanos()).isZero();
    }

    @Test
    void aWorkerThatGaveUpAtTheDeadlineExpiresThePrompt() {
        var result = result(answer("p", "c").setStatus(AnswerStatus.EXPIRED).setText(null).build());

        assertThat(result.getStatus()).isEqualTo(Status.EXPIRED);
        assertThat(result.getFailure()).contains("deadline");
        assertThat(result.getCostNanos()).isEqualTo(300_000);
    }

    @Test
    void aDeadlineExpiresThePromptWithEverythingThatCameWithIt() {
        var ended = ledger.onDeadline(decision("p").build(), NOW);

        assertThat(ended.marker()).isEqualTo(EXPIRED);
        assertThat(ended.result().getStatus()).isEqualTo(Status.EXPIRED);
        assertThat(ended.result().getFailure()).contains("deadline");
        assertThat(ended.result().getReference()).contains("42");
        assertThat(ended.result().getAttributes()).isEqualTo(Map.of("run", "7"));
        assertThat(ended.result().getTraceparent()).contains("00-11-22-01");
        assertThat(ended.result().getDecision()).isEqualTo(decision("p").build());
    }

    @Test
    void theSameAnswerAgainIsNotPaidAgain() {
        var answer = answer("p", "c").build();
        var marker = ((Ended) ledger.onAnswer(answer, Optional.empty(), NOW)).marker();

        assertThat(ledger.onAnswer(answer, Optional.of(marker), NOW)).isEqualTo(new Repeated());
    }

    @Test
    void aLateAnswerIsPaidOnce() {
        var answer = answer("p", "c").build();

        var late = (Late) ledger.onAnswer(answer, Optional.of(EXPIRED), NOW);

        assertThat(late.answer().getEndedAs()).isEqualTo(Status.EXPIRED);
        assertThat(late.answer().getCostNanos()).isEqualTo(300_000);
        assertThat(late.answer().getArrivedAt()).isEqualTo(NOW);
        assertThat(late.marker()).isEqualTo(new Marker(Status.EXPIRED, Set.of("c")));
        assertThat(ledger.onAnswer(answer, Optional.of(late.marker()), NOW))
                .isEqualTo(new Repeated());
    }

    @Test
    void aLateAnswerIsNotChargedForCallsAlreadyPaid() {
        var both = List.of(call("c1", usage(100, 0, 20)), call("c2", usage(7, 0, 0)));
        var marker = new Marker(Status.ANSWERED, Set.of("c1"));

        var late =
                (Late)
                        ledger.onAnswer(
                                answer("p", "c2").setAttempts(both).build(),
                                Optional.of(marker),
                                NOW);

        assertThat(late.answer().getCostNanos()).isEqualTo(7_000);
        assertThat(late.answer().getUsage().getInputTokens()).isEqualTo(7);
        assertThat(late.answer().getAttempts()).isEqualTo(1);
    }

    @Test
    void aMarkerSurvivesItsBytes() {
        var marker = new Marker(Status.ANSWERED, Set.of("c1")).and(List.of("é\n", "c1"));

        assertThat(Marker.of(marker.toBytes())).isEqualTo(marker);
        assertThat(marker.callIds()).containsExactly("c1", "é\n");
    }

    private Result result(Answer answer) {
        return ((Ended) ledger.onAnswer(answer, Optional.empty(), NOW)).result();
    }
}
