package org.reasoningrouter.router.evaluate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.router.evaluate.CalibrateCommand.Shown;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Trial;
import org.reasoningrouter.router.evaluate.RuleCalibration.Part;

/// A calibrated policy for a person.
final class CalibrationText {

    private CalibrationText() {}

    static String of(Shown shown) {
        var lines = new ArrayList<String>();
        lines.add("policy      " + shown.policy().version());
        shown.policy().model().ifPresent(model -> lines.add("model       " + model));
        lines.add(format(ROOT, "prompts     %,d", shown.calibration().prompts()));
        lines.addAll(leftOut(shown));
        var calibration = shown.calibration();
        for (var i = 0; i < calibration.parts().size(); i++) {
            lines.addAll(part(calibration, calibration.parts().get(i), shown.trials().get(i)));
        }
        lines.add("guarantee   " + calibration.guarantee());
        lines.add("assumes     " + calibration.assumption());
        lines.add("method      " + PolicyCalibration.METHOD);
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> part(RuleCalibration whole, Part part, Trial trial) {
        var lines = new ArrayList<String>();
        if (whole.hasRules()) {
            lines.add(
                    format(
                            ROOT,
                            "for         %s, %,d prompts, confidence %s",
                            part.title(),
                            part.calibration().prompts(),
                            part.calibration().asked().confidence()));
        }
        lines.addAll(part.calibration().lines());
        if (trial.draws() > 0) {
            lines.add(draws(part.calibration(), trial));
        }
        return lines;
    }

    private static String draws(PolicyCalibration calibration, Trial trial) {
        return format(
                ROOT,
                "draws       %,d of %,d keep %s on all of these prompts (%.1f %%), %,d support"
                        + " none",
                trial.kept(),
                trial.draws(),
                calibration.asked().limit(),
                100.0 * trial.kept() / trial.draws(),
                trial.refused());
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
