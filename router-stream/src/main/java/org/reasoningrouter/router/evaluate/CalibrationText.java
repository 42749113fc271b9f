package org.reasoningrouter.router.evaluate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.router.evaluate.CalibrateCommand.Shown;

/// A calibrated policy for a person.
final class CalibrationText {

    private CalibrationText() {}

    static String of(Shown shown) {
        var lines = new ArrayList<String>();
        lines.add("policy      " + shown.policy().version());
        shown.policy().model().ifPresent(model -> lines.add("model       " + model));
        lines.add(format(ROOT, "prompts     %,d", shown.calibration().prompts()));
        lines.addAll(leftOut(shown));
        lines.addAll(shown.calibration().lines());
        var trial = shown.trial();
        if (trial.draws() > 0) {
            lines.add(
                    format(
                            ROOT,
                            "draws       %,d of %,d keep %s on all of these prompts (%.1f %%), %,d support none",
                            trial.kept(),
                            trial.draws(),
                            shown.calibration().asked().limit(),
                            100.0 * trial.kept() / trial.draws(),
                            trial.refused()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> leftOut(Shown shown) {
        var left = shown.leftOut();
        var lines = new ArrayList<String>();
        add(lines, left.cutOff(), "runs whose thinking was cut off by its budget");
        add(lines, left.untried(), "runs not tried both ways");
        add(lines, left.broken(), "broken lines; the first, " + left.complaint());
        add(lines, left.unscored(), "outcomes without a score");
        add(lines, left.unknown(), "scores without an outcome");
        add(lines, left.failed(), "scores that are errors");
        add(lines, shown.uncounted(), "prompts without counts of tokens");
        return lines;
    }

    private static void add(List<String> lines, long count, String what) {
        if (count > 0) {
            lines.add(format(ROOT, "left out    %,d %s", count, what));
        }
    }
}
