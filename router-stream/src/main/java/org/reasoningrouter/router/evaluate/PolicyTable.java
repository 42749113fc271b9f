package org.reasoningrouter.router.evaluate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.reasoningrouter.router.evaluate.PolicyVerdict.Figure;
import org.reasoningrouter.router.evaluate.PolicyVerdict.Row;

/// A verdict on a policy for a person.
final class PolicyTable {

    private static final String LINE = "%-20s %-25s %-25s %-22s %-25s %s";

    private PolicyTable() {}

    static String of(PolicyVerdict verdict) {
        var rows = verdict.rows().stream().map(PolicyTable::row);
        return heading(verdict)
                + format(
                                ROOT,
                                LINE,
                                "",
                                "share that thinks",
                                "accuracy",
                                "loss",
                                "policy's lead",
                                tokensTitle(verdict))
                        .stripTrailing()
                + System.lineSeparator()
                + rows.collect(Collectors.joining(System.lineSeparator()))
                + System.lineSeparator();
    }

    private static String heading(PolicyVerdict verdict) {
        var versions = verdict.versions();
        var named =
                versions.size() == 1
                        ? "policy " + versions.getFirst()
                        : IntStream.range(0, versions.size())
                                .mapToObj(i -> "policy %d: %s".formatted(i + 1, versions.get(i)))
                                .collect(Collectors.joining(", "));
        return format(
                ROOT,
                "%s on %,d prompts, with 95 %% intervals in percent; the lead is of the %spolicy's"
                        + " accuracy%n",
                named,
                verdict.prompts(),
                versions.size() == 1 ? "" : "first ");
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
                        percent(row.behind()),
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
