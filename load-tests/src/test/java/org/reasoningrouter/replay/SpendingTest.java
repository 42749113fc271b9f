package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpendingTest {

    @Test
    void whatIsUnderWayCountsAtTheGuessUntilACostIsKnown() {
        var spending = new Spending(OptionalLong.of(100), 20);

        assertThat(spending.allowsOneMore(4)).isTrue();
        assertThat(spending.allowsOneMore(5)).isFalse();

        spending.add(10);
        assertThat(spending.allowsOneMore(8)).isTrue();
        assertThat(spending.allowsOneMore(9)).isFalse();
        assertThat(spending.spentNanos()).isEqualTo(10);
    }

    @Test
    void withoutAMostEverythingIsAllowed() {
        var spending = new Spending(OptionalLong.empty(), Long.MAX_VALUE / 4);

        assertThat(spending.allowsOneMore(1)).isTrue();
    }
}
