package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reasoningrouter.grade.Grading.score;
import static org.reasoningrouter.grade.Grading.verdict;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradersTest {

    @ParameterizedTest
    @ValueSource(strings = {"exact", "match", "numeric", "choice"})
    void everyVerdictNamesItsGrader(String grader) {
        assertThat(verdict(grader, "B", "B").grader()).isEqualTo(grader);
        assertThat(Graders.of(grader).name()).isEqualTo(grader);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "exact", "match", "numeric", "choice"})
    void withoutAReferenceThereIsNoVerdict(String grader) {
        var verdict = verdict(grader, " ", "42");

        assertThat(verdict.score()).isEmpty();
        assertThat(verdict.detail()).isEqualTo("the prompt has no reference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "exact", "match", "numeric"})
    void aBlankAnswerIsWrong(String grader) {
        assertThat(score(grader, "42", "\n")).isZero();
        assertThat(score(grader, "42", "<think>42</think>")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "B,choice",
        "(C),choice",
        "42,numeric",
        "12 km,numeric",
        "1/2,numeric",
        "Paris,match",
        "b,match",
        "Being,match",
        "3 or 4,match"
    })
    void autoChoosesByTheReference(String reference, String grader) {
        assertThat(verdict("auto", reference, reference))
                .isEqualTo(Grading.verdict(grader, reference, reference));
        assertThat(verdict("auto", reference, reference).score()).hasValue(1);
    }

    @Test
    void exactPassesOverNothingButBlanksAround() {
        assertThat(score("exact", "Paris", " Paris\n")).isEqualTo(1);
        assertThat(score("exact", "Paris", "paris")).isZero();
    }

    @Test
    void noneGivesNoVerdict() {
        assertThat(verdict("none", "42", "42").score()).isEmpty();
        assertThat(verdict("none", "42", "42").grader()).isEqualTo("none");
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Graders.of("bleu"))
                .hasMessage(
                        "no grader is called 'bleu': take one of auto, exact, match, numeric,"
                                + " choice, none, judge or reward:URL");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aScoreIsFromZeroToOne(double score) {
        assertThatThrownBy(() -> new Verdict(OptionalDouble.of(score), "exact", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
