package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.reasoningrouter.router.evaluate.CalibrateCommand.Shown;

/// A calibrated policy for a script.
final class CalibrationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CalibrationJson() {}

    static String of(Shown shown) {
        var json = JSON.createObjectNode();
        var calibration = shown.calibration();
        json.put("policy", shown.policy().version());
        shown.policy().model().ifPresent(model -> json.put("model", model));
        json.put("prompts", calibration.prompts())
                .put("threshold", calibration.threshold())
                .put("thinkingShare", calibration.thinks())
                .put("goal", calibration.asked().goal().key())
                .put("limit", calibration.asked().limit())
                .put("confidence", calibration.asked().confidence())
                .put("seen", calibration.seen())
                .put("guarantee", calibration.guarantee())
                .put("assumes", calibration.assumption())
                .put("method", PolicyCalibration.METHOD);
        var left = shown.leftOut();
        json.putObject("leftOut")
                .put("cutOff", left.cutOff())
                .put("untried", left.untried())
                .put("broken", left.broken())
                .put("outcomesWithoutScore", left.unscored())
                .put("scoresWithoutOutcome", left.unknown())
                .put("scoresWithError", left.failed())
                .put("withoutTokens", shown.uncounted());
        if (shown.trial().draws() > 0) {
            json.putObject("draws")
                    .put("draws", shown.trial().draws())
                    .put("kept", shown.trial().kept())
                    .put("refused", shown.trial().refused());
        }
        return json.toString();
    }
}
