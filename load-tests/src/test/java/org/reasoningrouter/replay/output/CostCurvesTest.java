package org.reasoningrouter.replay.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.replay.output.CostCurves.Answered;
import org.reasoningrouter.replay.output.CostCurves.At;

class CostCurvesTest {

    // Thinking helps on the second only, which is the shorter one; a thought costs ten fast
    // answers.
    private static final Answered LONG = new Answered(0.2, false, 100, 1, 1, 1, 1, 10);
    private static final Answered HELPED = new Answered(0.9, true, 10, 5, 0, 1, 1, 10);

    @Test
    void eachOrderLetsItsFirstPromptsThinkFirst() {
        var curves = of(LONG, HELPED).curves();

        var half = new At(11 / 20.0, 1);
        var nothing = new At(11 / 20.0, 0.5);
        assertThat(curves.get(CostCurves.MODEL))
                .containsExactly(new At(0.1, 0.5), half, new At(1, 1));
        assertThat(curves.get(CostCurves.SYMBOLS)).contains(half);
        assertThat(curves.get(CostCurves.ORACLE)).contains(half);
        assertThat(curves.get(CostCurves.LENGTH)).contains(nothing).doesNotContain(half);
    }

    @Test
    void thePolicyIsOnePlace() {
        var curves = of(LONG, HELPED);

        assertThat(curves.policy()).isEqualTo(new At(11 / 20.0, 1));
        assertThat(curves.allFast()).isEqualTo(new At(0.1, 0.5));
        assertThat(curves.allThinking()).isEqualTo(new At(1, 1));
    }

    @Test
    void ofVeryManyPromptsAnEvenSelectionIsKept() {
        var curves = new CostCurves(100);

        IntStream.range(0, 10_000)
                .forEach(i -> curves.add(new Answered(i / 10_000.0, false, 1, 1, i % 2, 1, 1, 1)));

        assertThat(curves.prompts()).isBetween(50, 100);
        assertThat(curves.curves().get(CostCurves.MODEL)).isNotEmpty();
    }

    private static CostCurves of(Answered... prompts) {
        var curves = new CostCurves(10);
        for (var prompt : prompts) {
            curves.add(prompt);
        }
        return curves;
    }
}
