package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.publish.Outbox.Sent;

/// What a slot does while model server, broker or registry is gone.
class SlotNeighbourTest extends SlotFixture {

    @Test
    void aServerThatIsGoneUntilTheDeadlineLetsTheRequestExpire() {
        for (var i = 0; i < 200; i++) {
            server.thenFails(Failure.UNCONNECTED);
        }
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.EXPIRED);
        assertThat(onlyAnswer().getFailure()).contains("deadline");
        assertThat(onlyAnswer().getAttempts()).hasSameSizeAs(server.calls);
    }

    @Test
    void aRequestGoesBackWhenItsLockEndsBeforeItsDeadline() {
        deadline = START.plus(Duration.ofHours(5));
        for (var i = 0; i < 200; i++) {
            server.thenFails(Failure.UNCONNECTED);
        }
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(time.instant()).isBefore(START.plus(HOLD));
    }

    @Test
    void anAnswerThatTheBrokerCannotTakeNowIsSentAgainWithoutASecondCall() {
        outbox.then(Sent.NOT_NOW);
        outbox.then(Sent.NOT_NOW);
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).hasSize(1);
        assertThat(server.calls).hasSize(1);
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void aRequestGoesBackWhenItsAnswerCannotBePublishedBeforeTheLockEnds() {
        outbox.down();
        requests.add(delivery(1));

        run();

        assertThat(requests.accepted).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(time.instant()).isBetween(START.plus(HOLD).minusSeconds(2), START.plus(HOLD));
    }

    @Test
    void theRegistryIsWaitedForWithTheRequestInHand() {
        var unreachable = unreachable();
        var tries = new int[1];
        reader =
                _ -> {
                    if (tries[0]++ < 3) {
                        throw unreachable;
                    }
                    return new Intact<>(request());
                };
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).hasSize(1);
        assertThat(time.pauses).hasSize(3);
    }

    @Test
    void withoutARegistryARequestGoesBackUntilItsLastDelivery() {
        var unreachable = unreachable();
        reader =
                _ -> {
                    throw unreachable;
                };
        requests.add(delivery(1));
        run();

        assertThat(requests.handedBack).hasSize(1);
        assertThat(outbox.deadLetters).isEmpty();
    }

    @Test
    void withoutARegistryTheLastDeliveryEndsInDeadLetters() {
        var unreachable = unreachable();
        reader =
                _ -> {
                    throw unreachable;
                };
        requests.add(delivery(DELIVERIES));

        run();

        assertThat(outbox.deadLetters)
                .extracting(DeadLetter::error)
                .containsExactly("registry_unreachable");
        assertThat(requests.accepted).hasSize(1);
    }
}
