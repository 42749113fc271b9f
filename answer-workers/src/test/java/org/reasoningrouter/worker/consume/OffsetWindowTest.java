package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetWindowTest {

    private final OffsetWindow window = OffsetWindow.from(10, "");

    @Test
    void holdsBackAtTheOldestUnfinishedRequest() {
        take(10, 11, 12);

        window.finish(11);
        window.finish(12);

        assertThat(window.prefix()).isEqualTo(10);
        assertThat(window.inHand()).isOne();

        window.finish(10);

        assertThat(window.prefix()).isEqualTo(13);
    }

    @Test
    void whatIsNoRequestHoldsNothingBack() {
        take(12, 15);

        window.finish(12);

        assertThat(window.prefix()).isEqualTo(15);

        window.finish(15);
        window.skipTo(17);

        assertThat(window.prefix()).isEqualTo(17);
    }

    @Test
    void theEndsOfTransactionsWaitForTheRequestsBeforeThem() {
        take(10);

        window.skipTo(20);

        assertThat(window.prefix()).isEqualTo(10);
    }

    @Test
    void theWorkerAfterACrashAsksOnlyWhatWasUnfinishedAndCountsItOnceMore() {
        take(10, 11, 12, 13);
        window.finish(11);
        window.finish(13);

        var after = OffsetWindow.from(window.prefix(), window.note());

        assertThat(after.take(10)).hasValue(2);
        assertThat(after.take(11)).isEmpty();
        assertThat(after.take(12)).hasValue(2);
        assertThat(after.take(13)).isEmpty();
        assertThat(after.take(14)).hasValue(1);
    }

    @Test
    void aRequestThatKillsEveryWorkerIsCountedEachTime() {
        var worker = window;
        for (var times = 1; times <= 4; times++) {
            assertThat(worker.take(10)).hasValue(times);
            worker = OffsetWindow.from(worker.prefix(), worker.note());
        }
    }

    @Test
    void aWorkerThatDiesBeforeItHasReadThemAgainForgetsNoneOfThem() {
        take(10, 11, 12);
        window.finish(11);
        var second = OffsetWindow.from(window.prefix(), window.note());
        second.take(10);

        var third = OffsetWindow.from(second.prefix(), second.note());

        assertThat(third.take(10)).hasValue(3);
        assertThat(third.take(11)).isEmpty();
        assertThat(third.take(12)).hasValue(2);
    }

    @Test
    void aRequestThatIsGivenBackIsNotCounted() {
        take(10, 11);
        window.finish(10);

        window.giveBack();

        var after = OffsetWindow.from(window.prefix(), window.note());
        assertThat(after.take(11)).hasValue(1);
    }

    @Test
    void aRequestThatIsTakenAgainIsCounted() {
        take(10);

        assertThat(window.takeAgain(10)).isEqualTo(2);
    }

    @Test
    void unfinishedRequestsThatTheTopicHasDroppedHoldNothingBack() {
        take(10, 11);
        var after = OffsetWindow.from(window.prefix(), window.note());

        after.take(50);
        after.finish(50);

        assertThat(after.prefix()).isEqualTo(51);
    }

    @Test
    void aNoteThatIsNotOursSaysNothing() {
        assertThat(OffsetWindow.from(10, "written by another tool").take(10)).hasValue(1);
        assertThat(OffsetWindow.from(10, "4 x").take(11)).hasValue(1);
    }

    @Test
    void whatFindsNoRoomInTheNoteIsAskedAgain() {
        for (var offset = 10; offset < 3_000; offset++) {
            window.take(offset);
        }
        window.finish(2_998);

        assertThat(window.note()).hasSizeLessThan(4_096);
        var after = OffsetWindow.from(window.prefix(), window.note());
        assertThat(after.take(10)).hasValue(2);
        for (var offset = 11; offset < 2_998; offset++) {
            assertThat(after.take(offset)).isPresent();
        }
        assertThat(after.take(2_998)).hasValue(1);
    }

    private void take(long... offsets) {
        for (var offset : offsets) {
            window.take(offset);
        }
    }
}
