package org.reasoningrouter.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;

class PolicyFileTest {

    private static final String WHOLE =
            """
            version: x
            model: default@0123456789ab
            threshold: 0.5
            thresholds:
              - {tenant: acme, lane: bulk, threshold: 0.9}
              - {tenant: acme, threshold: 0.1}
              - {lane: bulk, threshold: 0.7}
              - {language: de, threshold: 0.3}
            exploration: 0.02
            fallback: fast
            expectedThinkingTokens: 10
            learned: {finished: 9, expected: true, budget: {quantile: 0.9, price: 0.001, step: 8, floor: 4}}
            budgets: [{from: 0.0, tokens: 5}]
            hints: false
            calibration:
              method: m
              goal: max-accuracy-loss
              limit: 0.01
              confidence: 0.95
              prompts: 400
              outcomes: sha256:%s
              scores: [0.0, 0.5, 1.0]
              rates: {thinking: 0.4, cut: 0.1}
            tenantBudgets:
              - {tenant: acme, tokensPerHour: 2000000, usdPerDay: 1.25, whenSpent: wait, firstLease: 0.1}
              - {tokensPerDay: 9000000, whenSpent: reject}
            backlog:
              - {lane: bulk, raiseAboveSeconds: 60, lowerBelowSeconds: 30.5, raise: 0.2}
            """
                    .formatted("a1".repeat(32));

    @Test
    void theFirstRuleThatIsForAPromptCounts() {
        var policy = parse(WHOLE);

        assertThat(policy.thresholdFor(new Asker("acme", Lane.BULK, "de"))).isEqualTo(0.9);
        assertThat(policy.thresholdFor(new Asker("acme", Lane.INTERACTIVE, "de"))).isEqualTo(0.1);
        assertThat(policy.thresholdFor(new Asker("other", Lane.BULK, "de"))).isEqualTo(0.7);
        assertThat(policy.thresholdFor(new Asker("other", Lane.INTERACTIVE, "de"))).isEqualTo(0.3);
        assertThat(policy.thresholdFor(new Asker("other", Lane.INTERACTIVE, ""))).isEqualTo(0.5);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var policy = parse(WHOLE);

        assertThat(parse(PolicyTextConfig.of(policy, "Two\nlines"))).isEqualTo(policy);
    }

    @Test
    void aPolicyIsForItsModelOnWhateverDevice() {
        var policy = parse(WHOLE);

        assertThat(policy.isFor("default@0123456789ab")).isTrue();
        assertThat(policy.isFor("default@0123456789ab/cpu")).isTrue();
        assertThat(policy.isFor("default@0123456789abc")).isFalse();
        assertThat(policy.refusal("other@1")).contains("default@0123456789ab", "other@1");
    }

    @Test
    void asManyExploreAsTheShareSaysAndAlwaysTheSame() {
        var exploration = new Exploration(0.02);

        var explored =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> exploration.route("prompt-" + i, Route.FAST))
                        .toList();

        assertThat(explored.stream().filter(it -> it.route() == Route.THINKING).count())
                .isBetween(150L, 250L);
        assertThat(explored)
                .allMatch(it -> it.propensity() == (it.route() == Route.THINKING ? 0.02 : 0.98));
        assertThat(exploration.route("prompt-7", Route.FAST)).isEqualTo(explored.get(7));
        assertThat(Exploration.NONE.route("prompt-7", Route.FAST).propensity()).isEqualTo(1);
    }

    @Test
    void aShadowIsNamedByPathsFromThePolicysFolder(@TempDir Path folder) throws IOException {
        var file = folder.resolve("policy.yaml");
        var policy = PolicyTextConfig.of(PolicyConfig.read(Optional.empty()), "");

        Files.writeString(file, policy + "shadow: {policy: other.yaml, model: ../model}");
        assertThat(PolicyConfig.shadow(Optional.of(file)))
                .contains(
                        new ShadowFiles(
                                folder.resolve("other.yaml"),
                                Optional.of(folder.resolve("../model").toString())));

        Files.writeString(
                file, policy + "shadow: {policy: other.yaml, model: 'classpath:model/default'}");
        assertThat(PolicyConfig.shadow(Optional.of(file)).flatMap(ShadowFiles::model))
                .contains("classpath:model/default");

        Files.writeString(file, policy + "shadow: {model: ../model}");
        assertThatThrownBy(() -> PolicyConfig.shadow(Optional.of(file)))
                .hasMessage("policy.file " + file + " is wrong: shadow.policy is missing");

        Files.writeString(file, policy);
        assertThat(PolicyConfig.shadow(Optional.of(file))).isEmpty();
    }

    @Test
    void aWrongFileIsRefusedInOneLine() {
        refused("tenant: acme, lane: bulk, threshold: 0.9", "threshold: 0.9", "must name a tenant");
        refused("lane: bulk, threshold: 0.7", "lane: slow, threshold: 0.7", "interactive or bulk");
        refused("language: de", "language: no", "in quotes");
        refused("language: de", "dialect: de", "unknown key thresholds.dialect");
        refused("threshold: 0.3", "threshold: 3", "threshold must be 0 to 1: 3.0");
        refused("tokens: 5", "tokens: 5, until: 1", "unknown key budgets.until");
        refused("price: 0.001", "cost: 0.001", "unknown key learned.budget.cost");
        refused("finished: 9", "ended: 9", "unknown key learned.ended");
        refused("exploration: 0.02", "exploration: 0.5", "exploration must be at least 0");
        refused("confidence: 0.95", "confidence: 1", "calibration.confidence must be between");
        refused("prompts: 400", "rows: 400", "unknown key calibration.rows");
        refused("  goal: max-accuracy-loss\n", "", "calibration.goal is missing");
        refused("sha256:a1", "md5:a1", "calibration.outcomes must be sha256:");
        refused("0.5, 1.0]", "1.5, 1.0]", "calibration.scores must ascend");
        refused("cut: 0.1", "cut: 1.1", "calibration.rates must be 0 to 1");
        refused("cut: 0.1", "cuts: 0.1", "unknown key calibration.rates.cuts");
        refused("cut: 0.1", "cut: few", "calibration.rates.cut must be a number");
    }

    @Test
    void budgetsAndBacklogRulesAreReadAndTheFirstBudgetThatIsForATenantCounts() {
        var limits = parse(WHOLE).limits();

        assertThat(limits.budgetOf("acme").orElseThrow().limits())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                Purse.TOKENS_PER_HOUR,
                                2_000_000L,
                                Purse.USD_PER_DAY,
                                1_250_000_000L));
        assertThat(limits.budgetOf("other").orElseThrow().whenSpent()).isEqualTo(WhenSpent.REJECT);
        assertThat(limits.backlog())
                .containsExactly(
                        new BacklogRule(
                                Optional.of(Lane.BULK),
                                Duration.ofSeconds(60),
                                Duration.ofMillis(30_500),
                                0.2));
    }

    @Test
    void wrongLimitsAreRefusedInOneLine() {
        refused("whenSpent: wait", "whenSpent: later", "must be fast, wait or reject: later");
        refused("usdPerDay: 1.25", "usdPerDay: 1.0E-11", "whole number of nano-dollars");
        refused("tokensPerHour: 2000000", "tokensPerHour: -1", "must not be negative");
        refused("tokensPerDay: 9000000, whenSpent", "whenSpent", "must limit tokensPerHour");
        refused("tokensPerDay: 9000000", "tokensPerWeek: 9", "unknown key tenantBudgets.");
        refused("firstLease: 0.1", "firstLease: 0.6", "firstLease must be 0 to 0.5");
        refused("raiseAboveSeconds: 60", "raiseAboveSeconds: 20", "at least lowerBelowSeconds");
        refused("raise: 0.2}", "raise: 0}", "backlog.raise must be above 0");
        refused("lane: bulk, raise", "lane: slow, raise", "backlog.lane must be interactive");
    }

    private static void refused(String part, String wrong, String line) {
        assertThat(WHOLE).contains(part);
        assertThatThrownBy(() -> parse(WHOLE.replace(part, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(line)
                .hasMessageNotContaining("\n");
    }

    private static RoutingPolicy parse(String yaml) {
        return PolicyConfig.parse(
                "p", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }
}
