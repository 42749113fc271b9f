package org.reasoningrouter.router.decide;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/// Writes policy files, version 1 of their format, as [PolicyConfig] reads them.
public final class PolicyTextConfig {

    private PolicyTextConfig() {}

    /// The text of a policy file.
    ///
    /// @param head lines of comment, each without its `#`
    public static String of(RoutingPolicy policy, String head) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.AUTO);
        options.setWidth(100);
        return head.lines().map(line -> "# " + line + "\n").reduce("", String::concat)
                + new Yaml(options).dump(values(policy));
    }

    private static Map<String, Object> values(RoutingPolicy policy) {
        var values = new LinkedHashMap<String, Object>();
        values.put("version", policy.version());
        policy.model().ifPresent(model -> values.put("model", model));
        values.put("threshold", policy.threshold());
        if (!policy.rules().isEmpty()) {
            values.put("thresholds", policy.rules().stream().map(PolicyTextConfig::rule).toList());
        }
        if (policy.exploration().share() > 0) {
            values.put("exploration", policy.exploration().share());
        }
        values.put("fallback", policy.fallback().name().toLowerCase(Locale.ROOT));
        values.put("expectedThinkingTokens", policy.expectedThinkingTokens());
        if (policy.learning().isOn()) {
            values.put("learned", learned(policy.learning()));
        }
        values.put("budgets", policy.budgets().stream().map(PolicyTextConfig::band).toList());
        values.put("hints", policy.hints());
        values.putAll(LimitsConfig.values(policy.limits()));
        policy.calibrated()
                .ifPresent(it -> values.put("calibration", CalibrationConfig.values(it)));
        return values;
    }

    private static Map<String, Object> learned(Learning learning) {
        var values = new LinkedHashMap<String, Object>();
        values.put("finished", learning.finished());
        values.put("expected", learning.expected());
        learning.budget().ifPresent(budget -> values.put("budget", budget(budget)));
        return values;
    }

    private static Map<String, Object> budget(LearnedBudget budget) {
        var values = new LinkedHashMap<String, Object>();
        values.put("quantile", budget.quantile());
        values.put("price", budget.price());
        values.put("step", budget.step());
        values.put("floor", budget.floor());
        return values;
    }

    private static Map<String, Object> band(RoutingPolicy.Band band) {
        var values = new LinkedHashMap<String, Object>();
        values.put("from", band.from());
        values.put("tokens", band.tokens());
        return values;
    }

    private static Map<String, Object> rule(ThresholdRule rule) {
        var values = new LinkedHashMap<String, Object>();
        rule.tenant().ifPresent(tenant -> values.put("tenant", tenant));
        rule.lane().ifPresent(lane -> values.put("lane", lane.name().toLowerCase(Locale.ROOT)));
        rule.language().ifPresent(language -> values.put("language", language));
        values.put("threshold", rule.threshold());
        return values;
    }
}
