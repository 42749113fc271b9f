package org.reasoningrouter.router.decide;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;

/// Reads and writes the `tenantBudgets` and the `backlog` of a policy file.
final class LimitsConfig {

    static final String BUDGETS = "tenantBudgets";
    static final String BACKLOG = "backlog";

    private static final String TENANT = "tenant";
    private static final String WHEN_SPENT = "whenSpent";
    private static final String FIRST_LEASE = "firstLease";
    private static final String LANE = "lane";
    private static final String ABOVE = "raiseAboveSeconds";
    private static final String BELOW = "lowerBelowSeconds";
    private static final String RAISE = "raise";
    private static final Set<String> BUDGET_KEYS =
            Stream.concat(
                            Stream.of(TENANT, WHEN_SPENT, FIRST_LEASE),
                            Stream.of(Purse.values()).map(Purse::key))
                    .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> BACKLOG_KEYS = Set.of(LANE, ABOVE, BELOW, RAISE);
    private static final int NANO_DIGITS = 9;

    private LimitsConfig() {}

    static Limits read(Optional<Object> budgets, Optional<Object> backlog) {
        return new Limits(
                list(BUDGETS, budgets, LimitsConfig::budget),
                list(BACKLOG, backlog, LimitsConfig::rule));
    }

    private static <T> List<T> list(
            String key, Optional<Object> items, Function<Map<?, ?>, T> reader) {
        if (!(items.orElse(List.of()) instanceof List<?> list)) {
            throw new IllegalArgumentException(key + " must be a list: " + items.orElseThrow());
        }
        return list.stream().map(item -> reader.apply(map(key, item))).toList();
    }

    private static Map<?, ?> map(String key, Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("one of " + key + " must be a map: " + item);
        }
        return map;
    }

    private static TenantBudget budget(Map<?, ?> item) {
        PolicyConfig.requireKnown(item, BUDGET_KEYS, BUDGETS + ".");
        var limits = new EnumMap<Purse, Long>(Purse.class);
        for (var purse : Purse.values()) {
            of(item, purse.key()).ifPresent(it -> limits.put(purse, limit(purse, it)));
        }
        return new TenantBudget(
                ThresholdConfig.text(item, TENANT, BUDGETS),
                limits,
                of(item, WHEN_SPENT).map(LimitsConfig::whenSpent).orElse(WhenSpent.FAST),
                of(item, FIRST_LEASE)
                        .map(it -> number(it, BUDGETS, FIRST_LEASE).doubleValue())
                        .orElse(TenantBudget.FIRST_LEASE));
    }

    private static long limit(Purse purse, Object value) {
        var number = number(value, BUDGETS, purse.key());
        try {
            var exact = new BigDecimal(number.toString());
            return (purse.isMoney() ? exact.movePointRight(NANO_DIGITS) : exact).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "%s.%s must be a whole number of %s: %s"
                            .formatted(
                                    BUDGETS,
                                    purse.key(),
                                    purse.isMoney() ? "nano-dollars" : "tokens",
                                    value),
                    e);
        }
    }

    private static WhenSpent whenSpent(Object word) {
        return switch (word.toString().toLowerCase(Locale.ROOT)) {
            case "fast" -> WhenSpent.FAST;
            case "wait" -> WhenSpent.WAIT;
            case "reject" -> WhenSpent.REJECT;
            default ->
                    throw new IllegalArgumentException(
                            "tenantBudgets.whenSpent must be fast, wait or reject: " + word);
        };
    }

    private static BacklogRule rule(Map<?, ?> item) {
        PolicyConfig.requireKnown(item, BACKLOG_KEYS, BACKLOG + ".");
        return new BacklogRule(
                ThresholdConfig.text(item, LANE, BACKLOG)
                        .map(word -> ThresholdConfig.lane(word, BACKLOG)),
                seconds(item, ABOVE),
                seconds(item, BELOW),
                number(item.get(RAISE), BACKLOG, RAISE).doubleValue());
    }

    private static Duration seconds(Map<?, ?> item, String key) {
        var seconds = number(item.get(key), BACKLOG, key).doubleValue();
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private static Number number(
            @org.jspecify.annotations.Nullable Object value, String part, String key) {
        return PolicyConfig.number(value, part + "." + key);
    }

    private static Optional<Object> of(Map<?, ?> item, String key) {
        return Optional.ofNullable(item.get(key));
    }

    /// What belongs into the file; nothing where nothing is limited.
    static Map<String, Object> values(Limits limits) {
        var values = new LinkedHashMap<String, Object>();
        if (!limits.budgets().isEmpty()) {
            values.put(BUDGETS, limits.budgets().stream().map(LimitsConfig::budget).toList());
        }
        if (!limits.backlog().isEmpty()) {
            values.put(BACKLOG, limits.backlog().stream().map(LimitsConfig::rule).toList());
        }
        return values;
    }

    private static Map<String, Object> budget(TenantBudget budget) {
        var values = new LinkedHashMap<String, Object>();
        budget.tenant().ifPresent(tenant -> values.put(TENANT, tenant));
        for (var purse : Purse.values()) {
            Optional.ofNullable(budget.limits().get(purse))
                    .ifPresent(limit -> values.put(purse.key(), written(purse, limit)));
        }
        values.put(WHEN_SPENT, budget.whenSpent().name().toLowerCase(Locale.ROOT));
        values.put(FIRST_LEASE, budget.firstLease());
        return values;
    }

    private static Object written(Purse purse, long limit) {
        return purse.isMoney()
                ? (Object) BigDecimal.valueOf(limit, NANO_DIGITS).doubleValue()
                : (Object) limit;
    }

    private static Map<String, Object> rule(BacklogRule rule) {
        var values = new LinkedHashMap<String, Object>();
        rule.lane().ifPresent(lane -> values.put(LANE, lane.name().toLowerCase(Locale.ROOT)));
        values.put(ABOVE, rule.above().toMillis() / 1_000.0);
        values.put(BELOW, rule.below().toMillis() / 1_000.0);
        values.put(RAISE, rule.raise());
        return values;
    }
}
