package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.grade.JudgePrompt.Ruling;

class JudgePromptTest {

    /// Verdicts of one version must stay comparable: another text needs another version.
    @Test
    void theTextOfAVersionStaysAsItIs() throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        var text = JudgePrompt.newest().text().getBytes(StandardCharsets.UTF_8);

        assertThat(JudgePrompt.newest().version()).isEqualTo("1");
        assertThat(HexFormat.of().formatHex(digest.digest(text)))
                .isEqualTo("a0baac9cb2c5741e416ded0466e66537454528ce80c09a2f478ed3a8118764a8");
    }

    @Test
    void showsTheAnswersInTheOrderGivenAndReplacesNothingWithinThem() {
        var prompt = JudgePrompt.newest().of("Why {first}?", "because $1 {second}", "\\no");

        assertThat(prompt)
                .containsSubsequence("Why {first}?", "because $1 {second}", "\\no")
                .containsOnlyOnce("{first}")
                .containsOnlyOnce("{second}");
    }

    @ParameterizedTest
    @CsvSource({
        "Verdict: 1, FIRST",
        "**Verdict:** 2, SECOND",
        "VERDICT: **equal**, EQUAL",
        "Verdict: 1 at first. Verdict: 2, SECOND"
    })
    void readsTheLastRuling(String reply, Ruling ruling) {
        assertThat(JudgePrompt.rulingIn(reply)).contains(ruling);
    }

    @ParameterizedTest
    @CsvSource({"1", "Verdict: 3", "Verdict: 12", "The verdict is mine"})
    void anythingElseIsNoRuling(String reply) {
        assertThat(JudgePrompt.rulingIn(reply)).isEmpty();
    }
}
