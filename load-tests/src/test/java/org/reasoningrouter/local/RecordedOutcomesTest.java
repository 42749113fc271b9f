package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordedOutcomesTest {

    @Test
    void aReplayOfRecordedOutcomesIsAnEvaluation() {
        assertThat(RecordedOutcomes.led("replay", "--outcomes", "f", "--policy", "p"))
                .containsExactly("evaluate", "--outcomes", "f", "--policy", "p");
        assertThat(RecordedOutcomes.led("replay", "--json", "--outcomes=f"))
                .containsExactly("evaluate", "--json", "--outcomes=f");
    }

    @Test
    void everythingElseStaysAsItIs() {
        assertThat(RecordedOutcomes.led("replay", "--prompts", "--outcomes.jsonl"))
                .containsExactly("replay", "--prompts", "--outcomes.jsonl");
        assertThat(RecordedOutcomes.led("score", "--outcomes", "f"))
                .containsExactly("score", "--outcomes", "f");
        assertThat(RecordedOutcomes.led()).isEmpty();
    }
}
