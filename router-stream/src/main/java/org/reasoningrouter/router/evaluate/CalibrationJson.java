package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.reasoningrouter.router.evaluate.CalibrateCommand.Shown;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Trial;

/// A calibrated policy for a script.
final class CalibrationJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private CalibrationJson() {}

    static String of(Shown shown) {
        var json = JSON.createObjectNode();
        var whole = shown.calibration();
        var calibration = whole.others();
        json.put("policy", shown.policy().version());
        shown.policy().model().ifPresent(model -> json.put("model", model));
        json.put("prompts", whole.prompts())
                .put("threshold", calibration.threshold())
                .put("thinkingShare", calibration.thinks())
                .put("goal", calibration.asked().goal().key())
                .put("limit", calibration.asked().limit())
                .put("confidence", whole.asked().confidence())
                .put("seen", calibration.seen())
                .put("guarantee", whole.guarantee())
                .put("assumes", whole.assumption())
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
        var trial = shown.trials().getLast();
        if (trial.draws() > 0) {
            draws(json, trial);
        }
        if (whole.hasRules()) {
            rules(json.putArray("rules"), shown);
        }
        return json.toString();
    }

    private static void draws(ObjectNode json, Trial trial) {
        json.putObject("draws")
                .put("draws", trial.draws())
                .put("kept", trial.kept())
                .put("refused", trial.refused());
    }

    private static void rules(ArrayNode rules, Shown shown) {
        for (var i = 0; i < shown.calibration().rules().size(); i++) {
            var part = shown.calibration().parts().get(i);
            var json = rules.addObject().put("for", part.title());
            json.put("prompts", part.calibration().prompts())
                    .put("threshold", part.calibration().threshold())
                    .put("thinkingShare", part.calibration().thinks())
                    .put("seen", part.calibration().seen())
                    .put("confidence", part.calibration().asked().confidence());
            if (shown.trials().get(i).draws() > 0) {
                draws(json, shown.trials().get(i));
            }
        }
    }
}
