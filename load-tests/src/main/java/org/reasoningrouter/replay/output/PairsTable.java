package org.reasoningrouter.replay.output;

import java.util.Formatter;
import java.util.Locale;

/// What prompts that were asked both ways say of the policy, for a person.
public final class PairsTable {

    private final Formatter out = new Formatter(Locale.ROOT);

    private PairsTable() {}

    public static String of(ReplayFigures figures) {
        var table = new PairsTable();
        table.choices(figures);
        if (!figures.curves().isEmpty()) {
            table.ways(figures.curves());
        }
        return table.out.toString();
    }

    private void choices(ReplayFigures figures) {
        out.format(
                "the policy would think on %,d of %,d prompts (%.1f%%)%n",
                figures.thinkingChoices(),
                figures.pairs(),
                100.0 * figures.thinkingChoices() / figures.pairs());
    }

    private void ways(CostCurves curves) {
        out.format("%n");
        out.format("%,d prompts answered both ways and graded%n", curves.prompts());
        out.format("%-16s %9s %6s%n", "", "accuracy", "cost");
        way("always fast", curves.allFast());
        way("policy", curves.policy());
        way("always thinking", curves.allThinking());
    }

    private void way(String name, CostCurves.At at) {
        out.format("%-16s %8.1f%% %5.1f%%%n", name, 100 * at.accuracy(), 100 * at.cost());
    }
}
