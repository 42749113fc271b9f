package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.Calling.START;

import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.publish.Outbox.Sent;

class SlotTest extends SlotFixture {

    @Test
    void anAnsweredRequestIsAcceptedAfterItsAnswerIsAcknowledged() {
        route = Route.THINKING;
        requests.add(delivery(1));

        run();

        var answer = onlyAnswer();
        assertThat(answer.getStatus()).isEqualTo(AnswerStatus.ANSWERED);
        assertThat(answer.getPromptId()).isEqualTo("prompt-1");
        assertThat(answer.getText()).contains("forty-two");
        assertThat(answer.getThinkingObserved()).isTrue();
        assertThat(answer.getModeMismatch()).isFalse();
        assertThat(answer.getAttempts())
                .extracting(Attempt::getCallId)
                .containsExactly(answer.getCallId());
        assertThat(answer.getRequestedAt()).isEqualTo(START.minusSeconds(1));
        assertThat(answer.getTakenAt()).isEqualTo(START);
        assertThat(requests.accepted).hasSize(1);
        assertThat(requests.closed).isTrue();
    }

    @Test
    void thinkingOnTheFastRouteIsAMismatch() {
        server.then(call -> thinking(Calling.generated(call, "yes")));
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getModeMismatch()).isTrue();
    }

    @Test
    void aRequestPastItsDeadlineExpiresWithoutACall() {
        deadline = START;
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.EXPIRED);
        assertThat(onlyAnswer().getFailure()).contains("deadline_before_call");
        assertThat(server.calls).isEmpty();
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void atItsLastDeliveryARequestFailsWithoutACall() {
        requests.add(delivery(DELIVERIES - 1));
        requests.add(delivery(DELIVERIES));

        run();

        assertThat(outbox.answers.getFirst().getStatus()).isEqualTo(AnswerStatus.ANSWERED);
        assertThat(outbox.answers.getLast().getFailure()).contains("delivery_limit");
        assertThat(outbox.answers.getLast().getDeliveries()).isEqualTo(DELIVERIES);
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void aCallThatTheStopCutOffGoesBack() {
        server.thenFails(Failure.CANCELLED);
        requests.add(delivery(1));

        run();

        assertThat(outbox.answers).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
        assertThat(requests.accepted).isEmpty();
    }

    @Test
    void aRequestThatAnotherWorkerHasGoesBackWithoutAnAnswer() {
        server.then(call -> {
            Thread.currentThread().interrupt();
            return Calling.generated(call, "too late");
        });
        requests.add(delivery(1));

        run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outbox.answers).isEmpty();
        assertThat(requests.handedBack).hasSize(1);
    }

    @Test
    void anUnreadableRequestIsADeadLetter() {
        reader = _ -> new Unreadable<>("undecodable", "schema 3");
        requests.add(delivery(1));

        run();

        assertThat(outbox.deadLetters)
                .containsExactly(new DeadLetter("requests", 3, 17, "undecodable", "schema 3"));
        assertThat(requests.accepted).hasSize(1);
    }

    @Test
    void anAnswerThatNoRecordHoldsFails() {
        outbox.then(Sent.TOO_LARGE);
        requests.add(delivery(1));

        run();

        assertThat(onlyAnswer().getStatus()).isEqualTo(AnswerStatus.FAILED);
        assertThat(onlyAnswer().getFailure()).contains("too_large");
        assertThat(onlyAnswer().getText()).isEmpty();
        assertThat(onlyAnswer().getAttempts()).hasSize(1);
    }
}
