package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantClassifierTest {

    @Test
    void itCountsWhatItWasAskedAsAModelDoes() {
        try (var constant = new ConstantClassifier()) {
            var prompt = constant.encode(List.of());

            assertThat(constant.score(List.of(prompt, prompt, prompt))).hasSize(3);
            assertThat(constant.score(List.of(prompt))).hasSize(1);

            assertThat(constant.work().scored()).isEqualTo(4);
            assertThat(constant.work().promptsACall()).isEqualTo(2);
            assertThat(constant.work().scoreNanos()).isZero();
        }
    }
}
