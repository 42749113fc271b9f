package org.reasoningrouter.worker.govern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private final Probes probes = new Probes();

    @Test
    void countsTheNewestThatAgree() {
        assertThat(added("1}", "2}", "2}", "2}", "3}")).containsExactly(1, 1, 2, 3, 1);
    }

    @Test
    void spaceCaseAndADotAreNoDifference() {
        assertThat(added("Paris}", " paris. } \\]", "$PARIS$}")).containsExactly(1, 2, 3);
    }

    @Test
    void anAnswerEndsWithItsOwnBrace() {
        assertThat(added("\\frac{1}{2}} is it", "\\frac{1}{3}} is it")).containsExactly(1, 1);
    }

    @Test
    void anUnfinishedProbeHasNoAnswer() {
        assertThat(added("42}", "42", "42}")).containsExactly(1, 0, 1);
    }

    @Test
    void hesitationIsNoAnswer() {
        assertThat(added("42} Hmm", "42} but", "wait, 42}", "}")).containsExactly(0, 0, 0, 0);
    }

    @Test
    void noIsAnAnswer() {
        assertThat(added("No}", "no}", "Nobody}")).containsExactly(1, 2, 1);
    }

    private List<Integer> added(String... texts) {
        return List.of(texts).stream().map(probes::add).toList();
    }
}
