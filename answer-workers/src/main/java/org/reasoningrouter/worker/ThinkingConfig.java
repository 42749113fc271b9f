package org.reasoningrouter.worker;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import java.util.Arrays;
import java.util.Locale;
import org.reasoningrouter.worker.govern.Agreement;
import org.reasoningrouter.worker.govern.ControlMode;
import org.reasoningrouter.worker.govern.Extension;
import org.reasoningrouter.worker.govern.ThinkingRules;
import org.reasoningrouter.worker.govern.ThinkingTexts;

/// How thinking is held to its budget, as `worker.thinking` says.
@ConfigurationProperties("worker.thinking")
@Requires(env = "worker")
record ThinkingConfig(
        String control,
        boolean forces,
        int longFrom,
        String earlyStop,
        String close,
        String waitText,
        String probe,
        int leastTokens,
        int mostExtensions,
        AgreementConfig agreement) {

    ThinkingConfig {
        if (Arrays.stream(ControlMode.values()).noneMatch(known -> word(known).equals(control))) {
            throw new IllegalArgumentException(
                    "worker.thinking.control must be one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(ControlMode.values())
                                            .map(ThinkingConfig::word)
                                            .toList())
                            + ": '"
                            + control
                            + "'");
        }
    }

    ThinkingRules toRules() {
        return new ThinkingRules(
                ControlMode.valueOf(control.toUpperCase(Locale.ROOT).replace('-', '_')),
                forces,
                longFrom,
                new ThinkingTexts(earlyStop, close, waitText, probe),
                new Extension(leastTokens, mostExtensions),
                agreement.toAgreement());
    }

    private static String word(ControlMode control) {
        return control.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @ConfigurationProperties("agreement")
    @Requires(env = "worker")
    record AgreementConfig(
            boolean enabled,
            int interval,
            double growth,
            int probes,
            int probeTokens,
            int mostAnswerTokens) {

        Agreement toAgreement() {
            return new Agreement(enabled, interval, growth, probes, probeTokens, mostAnswerTokens);
        }
    }
}
