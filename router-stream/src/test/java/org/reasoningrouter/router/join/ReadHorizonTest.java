package org.reasoningrouter.router.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadHorizonTest {

    private static final Instant ASKED = Instant.parse("2026-05-01T10:00:00Z");

    private final FakeAnswersTail tail = new FakeAnswersTail();
    private final ReadHorizon horizon = new ReadHorizon(tail);

    @Test
    void nothingIsCertainBeforeTheEndIsKnown() {
        horizon.read(1_000);
        horizon.ask(ASKED);
        horizon.hear();

        assertThat(horizon.covers(Instant.EPOCH)).isFalse();
    }

    @Test
    void withNothingUnreadTheHorizonIsTheInstantOfTheQuestion() {
        horizon.ask(ASKED);
        tail.reply(OptionalLong.empty());
        horizon.hear();

        assertThat(horizon.covers(ASKED)).isTrue();
        assertThat(horizon.covers(ASKED.plusMillis(1))).isFalse();
    }

    @Test
    void unreadAnswersHoldItBackUntilTheLastOfThemIsRead() {
        horizon.ask(ASKED);
        tail.reply(OptionalLong.of(7));
        horizon.hear();

        horizon.read(6);
        assertThat(horizon.covers(ASKED)).isFalse();
        horizon.read(7);
        assertThat(horizon.covers(ASKED)).isTrue();
    }

    @Test
    void theEndIsNotAskedAgainWhileItIsReadUpTo() {
        horizon.ask(ASKED);
        tail.reply(OptionalLong.of(7));
        horizon.hear();
        horizon.ask(ASKED.plusSeconds(60));

        assertThat(tail.questions).containsExactly(OptionalLong.empty());
    }

    @Test
    void theNextQuestionComesASecondLaterAndFromWhereReadingStands() {
        tail.reply(OptionalLong.empty());
        horizon.ask(ASKED);
        horizon.hear();
        horizon.read(4);

        horizon.ask(ASKED.plusMillis(999));
        horizon.ask(ASKED.plusMillis(1_000));

        assertThat(tail.questions).containsExactly(OptionalLong.empty(), OptionalLong.of(5));
    }

    @Test
    void aQuestionThatFailsIsAskedAgain() {
        horizon.ask(ASKED);
        tail.fail(new IllegalStateException("no broker"));
        horizon.hear();
        assertThat(horizon.covers(Instant.EPOCH)).isFalse();

        horizon.ask(ASKED.plusSeconds(1));
        tail.reply(OptionalLong.empty());
        horizon.hear();

        assertThat(horizon.covers(ASKED.plusSeconds(1))).isTrue();
    }
}
