package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.grade.Grading.score;
import static org.reasoningrouter.grade.Grading.verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchGraderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Paris         | paris.",
                "Paris         | The answer is **Paris**.",
                "Paris         | The answer is Paris. It lies on the Seine.",
                "The Hague     | Hague",
                "The Hague     | I think:¶the hague",
                "x^2 + 1       | \\boxed{x^2 + 1}",
                "\\frac{x}{2}  | $\\dfrac{x}{2}$",
                "(1, 2]        | \\boxed{\\left( 1, 2 \\right]}",
                "3\\sqrt{2}    | So it is \\boxed{3 \\sqrt 2}",
                "\\text{red}   | red",
                "straße        | STRASSE ist falsch, richtig ist:¶*Straße*"
            })
    void theSameWordsAreRightHoweverTheyAreDressed(String reference, String answer) {
        assertThat(score("match", reference, answer.replace('¶', '\n'))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Paris | It is not Paris",
                "Paris | The answer is Paris or London",
                "x^2   | x^3",
                "2*3   | 23"
            })
    void otherWordsAreWrong(String reference, String answer) {
        assertThat(score("match", reference, answer)).isZero();
    }

    @Test
    void aReferenceOfPunctuationGivesNoVerdict() {
        assertThat(verdict("match", "?!", "anything").score()).isEmpty();
    }
}
