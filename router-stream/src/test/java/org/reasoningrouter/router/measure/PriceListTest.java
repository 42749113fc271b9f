package org.reasoningrouter.router.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.call;
import static org.reasoningrouter.router.LedgerSamples.usage;

import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Usage;

class PriceListTest {

    private static final String PRICES =
            """
            - {model: "*", from: 2020-01-01T00:00:00Z, inputPerMillion: 7, outputPerMillion: 9}
            - {model: hybrid, from: 2026-01-01T00:00:00Z, inputPerMillion: 0.1, cachedInputPerMillion: 0.025, outputPerMillion: 0.4}
            - {model: hybrid, from: "2026-06-01T00:00:00Z", inputPerMillion: 0.2, outputPerMillion: 0.000000001}
            """;

    private final PriceList prices = PriceListConfig.parse(new StringReader(PRICES));

    @Test
    void everyCallIsChargedAtThePriceValidWhenItStarted() {
        var old = at(START, usage(1_000, 10, 20));
        var fresh = at(Instant.parse("2026-06-01T00:00:00Z"), usage(1_000, 0, 0));

        assertThat(prices.costNanos(List.of(old))).isEqualTo(1_000 * 100 + 30 * 400);
        assertThat(prices.costNanos(List.of(fresh))).isEqualTo(1_000 * 200);
        assertThat(prices.costNanos(List.of(old, fresh))).isEqualTo(112_000 + 200_000);
    }

    @Test
    void aCallBeforeTheFirstPriceIsChargedAtTheFirst() {
        assertThat(prices.costNanos(List.of(at(Instant.EPOCH, usage(10, 0, 0))))).isEqualTo(1_000);
    }

    @Test
    void aModelWithoutPriceIsChargedAsTheOthers() {
        var call = Attempt.newBuilder(call("c", usage(10, 0, 1))).setModel("unheard-of").build();

        assertThat(prices.costNanos(List.of(call))).isEqualTo(10 * 7_000 + 9_000);
    }

    @Test
    void cachedInputHasItsOwnPrice() {
        var usage = Usage.newBuilder(usage(1_000, 0, 0)).setCachedTokens(400).build();

        assertThat(prices.costNanos(List.of(call("c", usage)))).isEqualTo(600 * 100 + 400 * 25);
    }

    @Test
    void eachCallIsRoundedHalfUpOnce() {
        var june = Instant.parse("2026-06-02T00:00:00Z");

        assertThat(prices.costNanos(List.of(at(june, usage(0, 0, 499_999))))).isZero();
        assertThat(prices.costNanos(List.of(at(june, usage(0, 0, 500_000))))).isEqualTo(1);
        assertThat(prices.costNanos(List.of(at(june, usage(0, 250_000, 250_000))))).isEqualTo(1);
    }

    @Test
    void absurdTokenCountsAreCappedAndNegativeOnesAreNone() {
        var absurd = call("c", usage(Long.MAX_VALUE, -5, 0));

        assertThat(prices.costNanos(List.of(absurd))).isEqualTo(1_000_000_000L * 100);
    }

    @Test
    void thinkingWouldAddTheExpectedTokensAtItsModelsPrice() {
        var call = call("c", usage(100, 0, 20));

        assertThat(prices.thinkingSurchargeNanos(call, "hybrid", 500)).isEqualTo(500 * 400);
        assertThat(prices.thinkingSurchargeNanos(call, "other", 500))
                .isEqualTo(100 * 7_000 + 520 * 9_000 - (100 * 100 + 20 * 400));
    }

    @Test
    void theShippedListIsReadable() {
        var shipped =
                PriceListConfig.parse(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        PriceList.class.getResourceAsStream("/prices.yml")),
                                StandardCharsets.UTF_8));

        assertThat(shipped.priceOf("simulated-hybrid", START).input()).isEqualTo(100_000_000);
        assertThat(shipped.priceOf("simulated-hybrid", START).output()).isEqualTo(400_000_000);
    }

    @Test
    void aListWithAMistakeIsRefusedInOneLine() {
        refused(
                "- {model: a, from: 2026-01-01T00:00:00Z, inputPerMillion: 1, outputPerMillion: 1}",
                "an entry for *");
        refused(
                "- {model: \"*\", from: soon, inputPerMillion: 1, outputPerMillion: 1}",
                "from must be an instant");
        refused(
                "- {model: \"*\", from: 2026-01-01T00:00:00Z, inputPerMillion: -1, outputPerMillion: 1}",
                "must be 0 to");
        refused(
                "- {model: \"*\", from: 2026-01-01T00:00:00Z, inputPerMillion: 1e-10, outputPerMillion: 1}",
                "nine decimals");
        refused(
                "- {model: \"*\", from: 2026-01-01T00:00:00Z, inputPerMillion: 1}",
                "lacks its outputPerMillion");
        refused(
                "- {model: \"*\", from: 2026-01-01T00:00:00Z, inputPerMillion: 1, outPerMillion: 1}",
                "no other");
        refused("model: a", "must be a YAML list");
        refused("[", "is no YAML");
        refused(PRICES + PRICES, "two prices of");
    }

    private static void refused(String yaml, String because) {
        assertThatThrownBy(() -> PriceListConfig.parse(new StringReader(yaml)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(because)
                .extracting(e -> String.valueOf(e.getMessage()).lines().count())
                .isEqualTo(1L);
    }

    private static Attempt at(Instant start, Usage usage) {
        return Attempt.newBuilder(call("c", usage)).setStartedAt(start).build();
    }
}
