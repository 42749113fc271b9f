package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.worker.generate.RetryPolicy.Calls;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;

class RetryPolicyTest {

    private static final Duration LEFT = Duration.ofMinutes(1);

    private final RetryPolicy policy =
            new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(8));

    @Test
    void pausesDoubleUpToTheLongest() {
        assertThat(pause(1, 1, 0)).contains(Duration.ofMillis(500));
        assertThat(pause(2, 1, 0)).contains(Duration.ofSeconds(1));
        assertThat(pause(9, 1, 0)).contains(Duration.ofSeconds(8));
    }

    @Test
    void jitterTakesUpToAQuarterOff() {
        assertThat(pause(1, 1, 1)).contains(Duration.ofMillis(375));
    }

    @Test
    void attemptsThatAServerSawAreBounded() {
        assertThat(pause(3, 2, 0)).isPresent();
        assertThat(pause(3, 3, 0)).isEmpty();
    }

    @Test
    void callsThatFoundNoServerAreNotCounted() {
        var none = new Calls(0, 0);

        assertThat(none.plus(Calling.failed(Failure.UNCONNECTED))).isEqualTo(new Calls(1, 0));
        assertThat(none.plus(Calling.failed(Failure.BROKEN))).isEqualTo(new Calls(1, 1));
    }

    @Test
    void retryAfterHoldsWhereItIsLonger() {
        assertThat(after(Duration.ofSeconds(3), LEFT)).contains(Duration.ofSeconds(3));
        assertThat(after(Duration.ofMillis(1), LEFT)).contains(Duration.ofMillis(500));
    }

    @Test
    void retryAfterNeverTakesMoreThanHalfOfTheTimeLeft() {
        assertThat(after(Duration.ofHours(1), LEFT)).contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "TOTAL_TIMEOUT", "DEADLINE", "TOO_LARGE", "EMPTY", "CANCELLED"})
    void whatASecondCallCannotMendIsNotAskedAgain(Failure failure) {
        assertThat(policy.pause(new Calls(1, 1), Calling.failed(failure), LEFT, 0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "OVERLOADED",
                "UNCONNECTED",
                "BROKEN",
                "FIRST_TOKEN_TIMEOUT",
                "IDLE_TIMEOUT",
                "MALFORMED"
            })
    void whatMayPassIsAskedAgain(Failure failure) {
        assertThat(policy.pause(new Calls(1, 1), Calling.failed(failure), LEFT, 0)).isPresent();
    }

    @Test
    void aStreamGarbledAfterItsFirstTokenIsNotAskedForAgain() {
        var garbled = Calling.failedMidStream(Failure.MALFORMED);

        assertThat(policy.pause(new Calls(1, 1), garbled, LEFT, 0)).isEmpty();
    }

    private Optional<Duration> pause(int made, int seen, double random) {
        var failed = Calling.failed(Failure.OVERLOADED);
        return policy.pause(new Calls(made, seen), failed, LEFT, random);
    }

    private Optional<Duration> after(Duration wait, Duration left) {
        return policy.pause(new Calls(1, 1), Calling.rateLimited(wait), left, 0);
    }
}
