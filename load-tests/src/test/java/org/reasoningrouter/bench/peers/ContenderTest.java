package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContenderTest {

    @ParameterizedTest
    @EnumSource(Contender.class)
    void eachIsTunedByFiveDifferentSettings(Contender contender) {
        assertThat(contender.sweep(256)).hasSize(5).doesNotHaveDuplicates();
    }
}
