package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.BatchLimits;

class RouterConfigTest {

    @Test
    void thereIsATokeniserOnEachCoreUnlessTheirNumberIsSet() {
        assertThat(limits(0).tokenizers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(limits(3).tokenizers()).isEqualTo(3);
    }

    @Test
    void fewerThanNoTokenisersAreRefused() {
        assertThatThrownBy(() -> limits(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch.tokenizers")
                .hasMessageContaining("-1");
    }

    @Test
    void whetherAllIsTokenisedFirstIsHandedOn() {
        assertThat(limits(0).tokenizeFirst()).isTrue();
    }

    @Test
    void anIdentityWindowBelowOneMillisecondIsRefused() {
        assertThatThrownBy(() -> new RouterConfig.Admission.Identity(true, Duration.ofNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("admission.identity.window");
    }

    private static BatchLimits limits(int tokenizers) {
        var second = Duration.ofSeconds(1);
        return new RouterConfig.Batch(8, 4096, second, second, tokenizers, true, 16, second, second)
                .limits();
    }
}
