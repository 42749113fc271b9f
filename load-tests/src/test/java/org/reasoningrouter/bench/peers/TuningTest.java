package org.reasoningrouter.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TuningTest {

    @Test
    void aProgramReadsWhatItIsStartedWith() {
        var tuning = new Tuning(3, 1_024, Duration.ofMillis(100), 32);
        var properties = new Properties();
        properties.putAll(tuning.asSettings());

        assertThat(Tuning.of(properties)).isEqualTo(tuning);
    }

    @Test
    void whatIsMissingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tuning.of(new Properties()))
                .withMessageContaining("must be at least 1");
    }
}
