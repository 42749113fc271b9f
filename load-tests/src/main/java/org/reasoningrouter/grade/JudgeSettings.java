package org.reasoningrouter.grade;

import java.time.Duration;
import java.util.Optional;

/// The model that judges.
///
/// @param url of its server, ending before `/chat/completions`
/// @param dialect of the server by its name in `worker.llm.dialect`; `auto`: it is asked
/// @param key the secret; it goes into headers and nowhere else
/// @param answerTokens the most that a ruling may take, its reasons included
/// @param patience for one call
/// @param attempts calls for one ruling, when the server is to blame
/// @param pause before the second; it doubles from one to the next
public record JudgeSettings(
        String url,
        String model,
        String dialect,
        Optional<String> key,
        int answerTokens,
        Duration patience,
        int attempts,
        Duration pause) {

    private static final int ANSWER_TOKENS = 1_024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    public JudgeSettings {
        if (model.isBlank()) {
            throw new IllegalArgumentException("the judge's model must be named");
        }
        if (answerTokens < 1 || attempts < 1 || !patience.isPositive() || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "a judge needs tokens, attempts and patience: %d, %d, %s"
                            .formatted(answerTokens, attempts, patience));
        }
    }

    public static JudgeSettings of(String url, String model, Optional<String> key) {
        return new JudgeSettings(url, model, "auto", key, ANSWER_TOKENS, PATIENCE, ATTEMPTS, PAUSE);
    }

    public JudgeSettings as(String family) {
        return new JudgeSettings(url, model, family, key, answerTokens, patience, attempts, pause);
    }

    @Override
    public String toString() {
        return "JudgeSettings[" + url + ", " + model + "]";
    }
}
