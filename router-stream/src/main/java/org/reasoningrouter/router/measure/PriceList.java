package org.reasoningrouter.router.measure;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.reasoningrouter.wire.Attempt;

/// The price of every model at every time.
///
/// A price holds from its instant until the next one of the same model; before its first price a
/// model costs what the first one says, so that no call is free by a gap. A model without any price
/// is charged as `*`, which every list must have.
public final class PriceList {

    private final Map<String, NavigableMap<Instant, Price>> byModel = new HashMap<>();
    private final NavigableMap<Instant, Price> others;

    public PriceList(Collection<Price> prices) {
        for (var price : prices.stream().sorted(comparing(Price::from)).toList()) {
            var before =
                    byModel.computeIfAbsent(price.model(), _ -> new TreeMap<>())
                            .put(price.from(), price);
            if (before != null) {
                throw new IllegalArgumentException(
                        "two prices of " + price.model() + " from " + price.from());
            }
        }
        var any = byModel.get(Price.ANY_MODEL);
        if (any == null) {
            throw new IllegalArgumentException(
                    "the price list needs an entry for *, the price of models it does not name");
        }
        others = any;
    }

    Price priceOf(String model, Instant at) {
        var prices = byModel.getOrDefault(model, others);
        return Optional.ofNullable(prices.floorEntry(at)).orElseGet(prices::firstEntry).getValue();
    }

    /// What these calls cost at the prices valid when each started, in nano-dollars.
    public long costNanos(List<Attempt> attempts) {
        return attempts.stream().mapToLong(this::costNanos).sum();
    }

    private long costNanos(Attempt attempt) {
        return priceOf(attempt.getModel(), attempt.getStartedAt()).costNanos(attempt.getUsage());
    }

    /// What the reasoning tokens of these calls cost, in nano-dollars.
    public long thinkingCostNanos(List<Attempt> attempts) {
        return attempts.stream()
                .mapToLong(call ->
                        priceOf(call.getModel(), call.getStartedAt())
                                .thinkingCostNanos(call.getUsage().getReasoningTokens()))
                .sum();
    }

    /// What that many reasoning tokens cost, in nano-dollars.
    ///
    /// @param model absent: one without a price of its own
    public long thinkingCostNanos(Optional<String> model, long tokens, Instant at) {
        return priceOf(model.orElse(Price.ANY_MODEL), at).thinkingCostNanos(tokens);
    }

    /// How much more one call would have cost with thinking, in nano-dollars; less than nothing
    /// when the thinking model is the cheaper one.
    ///
    /// @param thinkingModel whose price then holds
    public long thinkingSurchargeNanos(
            Attempt attempt, String thinkingModel, int expectedThinkingTokens) {
        var thinking =
                priceOf(thinkingModel, attempt.getStartedAt())
                        .costNanos(attempt.getUsage(), expectedThinkingTokens);
        return thinking - costNanos(attempt);
    }
}
