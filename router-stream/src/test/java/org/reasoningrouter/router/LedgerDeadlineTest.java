package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.router.LedgerSamples.START;
import static org.reasoningrouter.router.LedgerSamples.answer;
import static org.reasoningrouter.router.LedgerSamples.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Status;

/// What the wall clock does to pending and to ended prompts.
class LedgerDeadlineTest extends LedgerTopologyFixture {

    @Test
    void aPromptExpiresByTheWallClockWithoutTraffic() {
        decide("p");

        pass(Duration.ofMillis(10_250));
        assertThat(results.isEmpty()).isTrue();
        pass(Duration.ofMillis(250));

        var result = results.readValue();
        assertThat(result.getStatus()).isEqualTo(Status.EXPIRED);
        assertThat(result.getDecision()).isEqualTo(decision("p").build());
        assertThat(result.getAttributes()).isEqualTo(Map.of("run", "7"));
        assertThat(result.getFinishedAt()).isEqualTo(START.plusMillis(10_500));
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void anAnswerAfterExpiryIsLate() {
        decide("p");
        pass(PAST_DEADLINE);
        reply("p", "c");

        assertThat(statuses()).containsExactly(Status.EXPIRED);
        assertThat(late.readValue().getEndedAs()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void aMarkerIsForgottenAfterItsRetention() {
        decide("p");
        reply("p", "c1");
        pass(Duration.ofHours(25));
        reply("p", "c2");

        assertThat(statuses()).containsExactly(Status.ANSWERED, Status.ANSWERED);
    }

    @Test
    void nothingExpiresBeforeTheAnswersThatStoodThereAreRead() {
        tail.reply(OptionalLong.of(1));
        decide("answered");
        decide("unanswered");
        pass(PAST_DEADLINE);
        reply("other", "c0");
        pass(Duration.ofMinutes(10));
        assertThat(statuses()).containsExactly(Status.ANSWERED);

        reply("answered", "c1");
        tail.reply(OptionalLong.empty());
        pass(Duration.ofSeconds(1));

        var ends = results.readKeyValuesToList();
        assertThat(ends).extracting(end -> end.key).containsExactly("answered", "unanswered");
        assertThat(ends)
                .extracting(end -> end.value.getStatus())
                .containsExactly(Status.ANSWERED, Status.EXPIRED);
    }

    @Test
    void timestampsOfRecordsExpireNobody() {
        decide("p");
        decisions.pipeInput("old", decision("old").build(), Instant.EPOCH);
        decisions.pipeInput("new", decision("new").build(), START.plus(Duration.ofDays(3_650)));
        answers.pipeInput("new", answer("new", "c").build(), START.plus(Duration.ofDays(3_650)));
        pass(Duration.ofSeconds(9));

        assertThat(results.readKeyValuesToList()).extracting(end -> end.key).containsExactly("new");
        reply("p", "c");
        reply("new", "c");
        assertThat(results.readKeyValuesToList()).extracting(end -> end.key).containsExactly("p");
    }
}
