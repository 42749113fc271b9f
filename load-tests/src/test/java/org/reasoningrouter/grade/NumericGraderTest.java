package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.grade.Grading.score;
import static org.reasoningrouter.grade.Grading.verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumericGraderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42        | 42",
                "42        | So 40 apples and 2 more make 42.",
                "42        | We get \\boxed{42}, since 6 * 7 = 42 and 8 is even.",
                "42        | The answer is 42. I checked 3 times.",
                "42        | **Answer:** 42 apples",
                "42        | **Final answer**:¶¶42 of 100",
                "42        | 40 + 2 = 42¶#### 42",
                "42        | <think>maybe 17</think>42",
                "1234567   | The total is $1,234,567.00.",
                "$1,234    | \\boxed{\\$1{,}234}",
                "1/2       | \\boxed{\\dfrac{1}{2}}",
                "0.5       | \\(\\frac12\\)",
                "\\frac{7}{2} | answer: 3 1/2",
                "3.5       | \\boxed{3\\frac{1}{2}}",
                "-3        | x = -3",
                "-3        | The answer is −3",
                "-\\frac{3}{4} | -0.75",
                "50%       | \\boxed{50\\%}",
                "50%       | 0.5",
                "50%       | 50",
                "0.5       | 50 percent",
                "5 cm      | 0.05 m",
                "2 hours   | The answer is 120 minutes.",
                "7200      | 7200 seconds",
                "$12       | 12 dollars",
                "90        | 90^\\circ",
                "1.5e6     | 1500000",
                "1500000   | \\boxed{1.5 \\times 10^{6}}",
                "1500000   | 1.5 million",
                "3.14      | 3.14159",
                "1/3       | 0.333",
                "12        | 12.0",
                "12        | The answer is $3 \\cdot 4 = 12$",
                "5         | \\boxed{x = 5}"
            })
    void theSameNumberIsRightHoweverItIsWritten(String reference, String answer) {
        assertThat(score("numeric", reference, answer.replace('¶', '\n'))).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42      | 43",
                "42      | 42 apples were there, and 17 are left",
                "42      | The answer is 41, not 42",
                "42      | -42",
                "1000000 | 1000001",
                "12      | 12.4",
                "3.14    | 3.1",
                "3.14    | 3.15",
                "0.5     | 1/3",
                "5 cm    | 5 m",
                "5 kg    | 5 m",
                "50%     | 5",
                "50%     | 0.05",
                "3       | 3\\sqrt{2}",
                "2       | x2",
                "42      | I do not know."
            })
    void anotherNumberOrNoneIsWrong(String reference, String answer) {
        assertThat(score("numeric", reference, answer)).isZero();
    }

    @Test
    void saysWhatItRead() {
        assertThat(verdict("numeric", "42", "The answer is 1,041.").detail())
                .isEqualTo("read 1041");
        assertThat(verdict("numeric", "42", "none").detail()).isEqualTo("no number");
    }

    @Test
    void aReferenceThatIsNoNumberGivesNoVerdict() {
        var verdict = verdict("numeric", "between 3 and 5 or so", "4");

        assertThat(verdict.score()).isEmpty();
        assertThat(verdict.detail()).isEqualTo("the reference is no number");
    }

    @Test
    void aDivisionByZeroIsNoNumber() {
        assertThat(score("numeric", "0", "1/0")).isZero();
    }
}
