package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Route;

class AnswerCheckTest {

    private final Answer easy = answer(Route.FAST, 0.2);
    private final Answer hard = answer(Route.THINKING, 0.8);
    private final AnswerCheck check = new AnswerCheck(List.of(easy, hard));

    @Test
    void promptsComeOverAndOver() {
        check.take(0, easy, Reason.SCORE);
        check.take(1, hard, Reason.SCORE);
        check.take(2, easy, Reason.SCORE);

        assertThatCode(() -> check.require("requests", 3)).doesNotThrowAnyException();
    }

    @Test
    void whatIsMissingAndWhatCameTwiceAreCounted() {
        check.take(0, easy, Reason.SCORE);
        check.take(0, easy, Reason.SCORE);

        assertThatIllegalStateException()
                .isThrownBy(() -> check.require("requests", 2))
                .withMessageContaining("1 are missing, 1 came twice, 0 took");
    }

    @Test
    void aFallbackIsNoAnswer() {
        check.take(0, easy, Reason.CLASSIFIER_TIMEOUT);

        assertThatIllegalStateException()
                .isThrownBy(() -> check.require("requests", 1))
                .withMessageContaining("1 took the fallback and 0 differ");
    }

    @Test
    void anotherAnswerIsCounted() {
        check.take(0, hard, Reason.SCORE);

        assertThatIllegalStateException()
                .isThrownBy(() -> check.require("decisions", 1))
                .withMessageContaining("of 1 decisions")
                .withMessageContaining("1 differ");
    }

    private static Answer answer(Route route, double score) {
        return new Answer(route, Optional.of(score), Optional.of(0.5));
    }
}
