package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    @Test
    void secondsAndDatesAreUnderstoodAndNothingElse() {
        assertThat(RetryAfter.parse(" 12 ", Calling.START)).contains(Duration.ofSeconds(12));
        assertThat(RetryAfter.parse("-5", Calling.START)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Thu, 1 Jan 2026 00:00:30 GMT", Calling.START))
                .contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Wed, 31 Dec 2025 00:00:00 GMT", Calling.START))
                .contains(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", Calling.START)).isEmpty();
    }
}
