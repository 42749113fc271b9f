package org.reasoningrouter.router.evaluate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import java.util.stream.Collectors;
import org.reasoningrouter.router.evaluate.PolicyVerdict.Figure;
import org.reasoningrouter.router.evaluate.PolicyVerdict.Row;

/// A verdict on a policy for a person.
final class PolicyTable {

    private static final String LINE = "%-20s %-26s %-26s %-26s %s";

    private PolicyTable() {}

    static String of(PolicyVerdict verdict) {
        var rows = verdict.rows().stream().map(PolicyTable::row);
        return format(
                        ROOT,
                        "policy %s on %,d prompts, with 95 %% intervals in percent%n",
                        verdict.version(),
                        verdict.prompts())
                + format(
                                ROOT,
                                LINE,
                                "",
                                "share that thinks",
                                "accuracy",
                                "loss",
                                tokensTitle(verdict))
                        .stripTrailing()
                + System.lineSeparator()
                + rows.collect(Collectors.joining(System.lineSeparator()))
                + System.lineSeparator();
    }

    private static String tokensTitle(PolicyVerdict verdict) {
        return verdict.rows().getFirst().tokens().isPresent() ? "tokens of a prompt" : "";
    }

    private static String row(Row row) {
        return format(
                        ROOT,
                        LINE,
                        row.name(),
                        percent(row.share()),
                        percent(row.accuracy()),
                        percent(row.loss()),
                        row.tokens().map(PolicyTable::tokens).orElse(""))
                .stripTrailing();
    }

    private static String percent(Figure figure) {
        return format(
                ROOT,
                "%.2f (%.2f to %.2f)",
                100 * figure.value(),
                100 * figure.interval().low(),
                100 * figure.interval().high());
    }

    private static String tokens(Figure figure) {
        return format(
                ROOT,
                "%,.0f (%,.0f to %,.0f)",
                figure.value(),
                figure.interval().low(),
                figure.interval().high());
    }
}
