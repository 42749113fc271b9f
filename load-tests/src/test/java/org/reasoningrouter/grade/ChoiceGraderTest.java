package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.grade.Grading.score;
import static org.reasoningrouter.grade.Grading.verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceGraderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "B",
                "(B)",
                "B.",
                "**B**",
                "B) a fish",
                "b) is what I first took.\nThe answer is (B).",
                "The answer is B because A cat is no fish.",
                "**Answer: B**",
                "\\boxed{B}",
                "\\boxed{\\text{(B)}}",
                "Answer: b",
                "A) no\nB) yes\nC) no\nTherefore the correct option is B.",
                "Weighing all of them, it must be (B) here.",
                "Option B fits, as A cat does not swim.",
                "<think>(C)?</think>(B)"
            })
    void theSameOptionIsRightHoweverItIsSaid(String answer) {
        assertThat(score("choice", "B", answer)).isEqualTo(1);
        assertThat(score("choice", "(B)", answer)).isEqualTo(1);
        assertThat(score("choice", "B. a fish", answer)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "A cat is no fish.",
                "It is either (A) or (B).",
                "I would not choose.",
                "The answer is C, not (B).",
                "Being small"
            })
    void anotherOptionOrNoneIsWrong(String answer) {
        assertThat(score("choice", "B", answer)).isZero();
    }

    @Test
    void saysWhatWasChosen() {
        assertThat(verdict("choice", "B", "C").detail()).isEqualTo("chose C");
        assertThat(verdict("choice", "B", "none").detail()).isEqualTo("chose no option");
    }

    @Test
    void aReferenceThatIsNoOptionGivesNoVerdict() {
        assertThat(verdict("choice", "a fish", "B").score()).isEmpty();
    }
}
