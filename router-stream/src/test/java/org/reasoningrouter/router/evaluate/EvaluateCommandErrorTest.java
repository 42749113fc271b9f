package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `evaluate` says of files and options that it cannot use.
class EvaluateCommandErrorTest extends EvaluateCommandFixture {

    @Test
    void aModelThatNoLineNamesIsNotPassedOver() throws IOException {
        Files.writeString(outcomes, "{\"id\": \"p0\", \"scores\": {\"a\": 0, \"c\": 1}}");

        assertThat(evaluate("--fast-models", "a,x", "--thinking-models", "c")).isEqualTo(2);

        assertThat(errors.toString())
                .isEqualToIgnoringNewLines("evaluate: no line of --outcomes has scores of x");
    }

    @Test
    void nothingInCommonIsAFailureOfOneLine() throws IOException {
        Files.writeString(scores, score(99, 0.9));

        assertThat(evaluate()).isEqualTo(1);

        assertThat(errors)
                .hasToString(
                        "evaluate: no prompt has both an outcome and a score; --scores and --outcomes must share ids%n"
                                .formatted());
    }

    @Test
    void aBrokenOutcomeIsLeftOutAndTheExitCodeSaysSo() throws IOException {
        Files.write(scores, List.of(score(0, 0.9)));
        Files.write(
                outcomes,
                List.of(
                        "{\"id\": \"p0\", \"fast\": 0, \"thinking\": 1}",
                        "{\"id\": \"p1\", \"fast\": 7, \"thinking\": 1}",
                        "{nope"));

        assertThat(evaluate()).isEqualTo(1);

        assertThat(printed.toString())
                .contains(
                        "2 lines of outcomes left out; the first, line 2: fast must be 0 to 1, true"
                                + " or false");
    }

    @Test
    void misuseIsOneLineAndExitCode2() {
        for (var misuse :
                List.of(
                        List.of("--threshold", "1.5"),
                        List.of("--resamples", "0"),
                        List.of("--fast-models", "a"),
                        List.of("--model", "x"),
                        List.of("--policy", directory + "/none"))) {
            assertThat(evaluate(misuse.toArray(String[]::new))).as("%s", misuse).isEqualTo(2);
            assertThat(errors.toString().lines()).hasSize(1);
        }
        assertThat(run("--outcomes", directory + "/none")).isEqualTo(2);
        assertThat(run("--outcomes", outcomes.toString(), "--model", directory + "/none"))
                .isEqualTo(2);
    }
}
