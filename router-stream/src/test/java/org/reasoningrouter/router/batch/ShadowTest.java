package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;

class ShadowTest {

    private final FakeClassifier model = new FakeClassifier(1, 0);
    private final Batcher batcher =
            new Batcher(
                    Models.only(model),
                    new BatchLimits(4, 4096, Duration.ZERO, Duration.ZERO, 1, 2),
                    RouterMeters.unread(),
                    System::nanoTime);
    private final PolicyInForce decides =
            new PolicyInForce(policy(Optional.empty()), batcher.modelVersion());

    @AfterEach
    void close() {
        batcher.close();
    }

    @Test
    void knowsWhatItsOwnModelHasSaidByNow() {
        var shadow = new Shadow(decides, Optional.of(batcher));
        var ticket = offer().orElseThrow();
        model.allow(1);
        var said = batcher.await(ticket);

        assertThat(said).isInstanceOf(Scored.class);
        assertThat(shadow.know(slot(Optional.of(ticket)), new NotAsked())).contains(said);
    }

    @Test
    void isLateWhileItsModelIsAtWorkAndThenNobodyWantsTheScore() {
        var shadow = new Shadow(decides, Optional.of(batcher));
        var ticket = offer().orElseThrow();

        assertThat(shadow.know(slot(Optional.of(ticket)), new NotAsked())).isEmpty();
        assertThat(ticket.isOpen()).isFalse();
        model.allow(1);
    }

    @Test
    void isNotAskedWhereItHasNoRoomAndNobodyWaits() {
        try (var _ = batcher.poll()) {
            var tickets = List.of(offer(), offer(), offer());

            assertThat(tickets).extracting(Optional::isPresent).containsExactly(true, true, false);
        }
        var shadow = new Shadow(decides, Optional.of(batcher));
        assertThat(shadow.know(slot(Optional.empty()), new NotAsked())).isEmpty();
        model.allow(2);
    }

    @Test
    void takesTheScoresOfTheModelsInForceWhenItHasNoneOfItsOwn() {
        var said = new NotAsked();

        assertThat(new Shadow(decides, Optional.empty()).know(slot(Optional.empty()), said))
                .contains(said);
    }

    @Test
    void refusesAPolicyForAnotherModel() {
        var other = new PolicyInForce(policy(Optional.of("other@1")), batcher.modelVersion());

        assertThatThrownBy(() -> new Shadow(other, Optional.of(batcher)))
                .hasMessageStartingWith("shadow: policy p is for the model other@1");
    }

    private Optional<Ticket> offer() {
        var message = Message.newBuilder().setContent("score 0.7").build();
        var question = new Question(List.of(message), Lane.INTERACTIVE, "default");
        return batcher.offer(question, System.nanoTime() + Duration.ofSeconds(30).toNanos());
    }

    private Slot slot(Optional<Ticket> shadow) {
        var judge = new Judge(policy(Optional.empty()), batcher);
        return new Slot(new Unroutable("e", "m"), Ticket.closed(new NotAsked()), judge, shadow);
    }

    private static RoutingPolicy policy(Optional<String> model) {
        var budgets = List.of(new Band(0, 1024));
        var any = new RoutingPolicy("p", 0.5, Route.FAST, 100, budgets, true, Learning.OFF);
        return new RoutingPolicy(
                any.version(),
                any.threshold(),
                any.fallback(),
                any.expectedThinkingTokens(),
                any.budgets(),
                any.hints(),
                any.learning(),
                any.rules(),
                any.exploration(),
                model,
                any.calibrated(),
                any.limits());
    }
}
