package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.LengthBucket;
import org.reasoningrouter.wire.ThinkingLengths;

class LearningTest {

    /// 100 tokens at 5 %, 200 at 10 % and so on up to 1,900 at 95 %; 9,900 at 99 %.
    private static final List<Integer> EVEN =
            LearnedBudget.QUANTILES.stream()
                    .map(share -> share == 0.99 ? 9_900 : (int) Math.round(share * 2_000))
                    .toList();

    @Test
    void classesAreTenantsAndFifthsOfTheScores() {
        assertThat(key(0)).isEqualTo("thinking-lengths|acme|0.0");
        assertThat(key(0.1999)).isEqualTo("thinking-lengths|acme|0.0");
        assertThat(key(0.2)).isEqualTo("thinking-lengths|acme|0.2");
        assertThat(key(0.6)).isEqualTo("thinking-lengths|acme|0.6");
        assertThat(key(1)).isEqualTo("thinking-lengths|acme|0.8");
        assertThat(PromptClass.of("a|b", Optional.empty()).key())
                .isEqualTo("thinking-lengths|a|b|none");
    }

    @Test
    void theMeanCountsOnceEnoughThoughtsHaveFinished() {
        var learning = new Learning(50, true, Optional.empty());

        assertThat(learning.expectedTokens(Optional.empty(), 1_200)).isEqualTo(1_200);
        assertThat(learning.expectedTokens(lengths(49.9), 1_200)).isEqualTo(1_200);
        assertThat(learning.expectedTokens(lengths(50), 1_200)).isEqualTo(740);
        assertThat(learning.budgetTokens(lengths(50), 4_096)).isEqualTo(4_096);
    }

    @Test
    void lengthsOfAnotherMakeDoNotCount() {
        var other =
                lengths(99)
                        .map(it ->
                                ThinkingLengths.newBuilder(it).setQuantiles(List.of(1, 2)).build());

        assertThat(new Learning(50, true, Optional.empty()).expectedTokens(other, 7)).isEqualTo(7);
    }

    @Test
    void nothingIsTakenWhenLearningIsOff() {
        assertThat(Learning.OFF.isOn()).isFalse();
        assertThat(Learning.OFF.expectedTokens(lengths(1_000), 1_200)).isEqualTo(1_200);
        assertThat(Learning.OFF.budgetTokens(lengths(1_000), 4_096)).isEqualTo(4_096);
    }

    @Test
    void aBudgetIsTheCeilingRoundedUpToAStepWithinFloorAndCap() {
        assertThat(budget(new LearnedBudget(0.95, 0, 256, 512), 4_096)).isEqualTo(2_048);
        assertThat(budget(new LearnedBudget(0.95, 0, 1, 512), 4_096)).isEqualTo(1_900);
        assertThat(budget(new LearnedBudget(0.95, 0, 256, 512), 1_000)).isEqualTo(1_000);
        assertThat(budget(new LearnedBudget(0.1, 0, 100, 512), 4_096)).isEqualTo(512);
        assertThat(budget(new LearnedBudget(0.1, 0, 100, 512), 300)).isEqualTo(300);
        assertThat(budget(new LearnedBudget(0.99, 0, 100, 512), 20_000)).isEqualTo(9_900);
    }

    // Of 8,000 tokens more beyond the 0.95 quantile an average thought takes 240: at 0.0002 they
    // cost 0.048 for 0.04 thoughts finished.
    @Test
    void aPriceEndsTheBudgetWhereTheNextTokensFinishTooFewThoughts() {
        assertThat(budget(new LearnedBudget(0.99, 0.000_2, 1, 1), 20_000)).isEqualTo(1_900);
        assertThat(budget(new LearnedBudget(0.95, 0.000_4, 1, 1), 20_000)).isEqualTo(1_900);
        assertThat(budget(new LearnedBudget(0.95, 0.01, 1, 1), 20_000)).isEqualTo(100);
        assertThat(budget(new LearnedBudget(0.95, 1, 1, 1), 20_000)).isEqualTo(100);
    }

    @Test
    void aBudgetThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new LearnedBudget(0.97, 0, 1, 1))
                .hasMessage("learned.budget.quantile must be 0.05, 0.1, … 0.95 or 0.99: 0.97");
        assertThatThrownBy(() -> new LearnedBudget(0.95, Double.NaN, 1, 1))
                .hasMessage("learned.budget.price must be 0 to 1: NaN");
        assertThatThrownBy(() -> new LearnedBudget(0.95, 0, 0, 1))
                .hasMessage("learned.budget's step and floor must be at least 1: 0, 1");
        assertThatThrownBy(() -> new Learning(0, true, Optional.empty()))
                .hasMessage("learned.finished must be at least 1: 0");
    }

    @Test
    void classesBeyondTheMostAreNotRemembered() {
        var learned = new LearnedLengths(1);
        var acme = PromptClass.of("acme", Optional.of(0.7));
        var globex = PromptClass.of("globex", Optional.of(0.7));

        learned.learn(acme.key(), lengths(1).orElseThrow());
        learned.learn(globex.key(), lengths(1).orElseThrow());
        learned.learn(acme.key(), lengths(2).orElseThrow());

        assertThat(learned.of(acme)).map(ThinkingLengths::getFinished).contains(2.0);
        assertThat(learned.of(acme)).map(ThinkingLengths::getBuckets).contains(List.of());
        assertThat(learned.of(globex)).isEmpty();
        assertThat(learned.classes()).isEqualTo(1);

        learned.forget(acme.key());
        assertThat(learned.of(acme)).isEmpty();
    }

    private static int budget(LearnedBudget rule, int cap) {
        return new Learning(1, false, Optional.of(rule)).budgetTokens(lengths(1), cap);
    }

    private static String key(double score) {
        return PromptClass.of("acme", Optional.of(score)).key();
    }

    private static Optional<ThinkingLengths> lengths(double finished) {
        return Optional.of(
                ThinkingLengths.newBuilder()
                        .setTenant("acme")
                        .setFromScore(0.6)
                        .setAt(Instant.EPOCH)
                        .setFinished(finished)
                        .setMean(740)
                        .setQuantiles(EVEN)
                        .setBuckets(List.of(new LengthBucket(80, finished, 0.0)))
                        .build());
    }
}
