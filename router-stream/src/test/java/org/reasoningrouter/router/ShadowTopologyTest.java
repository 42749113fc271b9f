package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.batch.Shadow;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Route;

/// A router whose policy thinks from 0.5 on and whose shadow does from 0.8 on.
class ShadowTopologyTest extends RouterTopologyFixture {

    private Optional<Batcher> own = Optional.empty();

    @AfterEach
    void stopShadow() {
        own.ifPresent(Batcher::close);
    }

    @Override
    Judge judge(Batcher batcher) {
        var policy = PolicyConfig.read(Optional.of(Path.of("src/test/resources/policy-half.yml")));
        var budgets = List.of(new Band(0, 1024));
        var strict = new RoutingPolicy("strict", 0.8, Route.FAST, 100, budgets, true, Learning.OFF);
        var version = own.map(Batcher::modelVersion).orElse(batcher.modelVersion());
        return new Judge(
                policy,
                batcher,
                new DriftWatch(Optional.empty(), 1),
                Optional.of(new Shadow(new PolicyInForce(strict, version), own)));
    }

    @Test
    void aDecisionBearsWhatTheShadowWouldHaveDecidedAndIsNotMovedByIt() {
        pipe(prompt("a").setMessages(user("score 0.7")));

        var decision = decision(Route.THINKING);
        var shadow = decision.getShadow().orElseThrow();
        assertThat(decision.getPolicyVersion()).isEqualTo("half-1");
        assertThat(shadow.getPolicyVersion()).isEqualTo("strict");
        assertThat(shadow.getModelVersion()).isEqualTo(FakeClassifier.VERSION);
        assertThat(shadow.getRoute()).isEqualTo(Route.FAST);
        assertThat(shadow.getScore()).contains(0.7);
    }

    @Test
    void metersSayHowOftenTheTwoAgreeAndWhatThinkingIsExpectedToTake() {
        for (var score : List.of("0.1", "0.7", "0.9")) {
            pipe(prompt("p" + score).setMessages(user("score " + score)));
        }

        assertThat(decided("FAST", "FAST")).isOne();
        assertThat(decided("THINKING", "FAST")).isOne();
        assertThat(decided("THINKING", "THINKING")).isOne();
        assertThat(tokens("decision")).isEqualTo(2_400);
        assertThat(tokens("shadow")).isEqualTo(1_200);
    }

    @Test
    void aShadowThatIsLateIsCountedAndNotWaitedFor() {
        var stuck = FakeClassifier.second(0);
        var limits = new BatchLimits(8, 4096, Duration.ZERO, Duration.ZERO, 1, 64);
        own =
                Optional.of(
                        new Batcher(
                                Models.only(stuck),
                                limits,
                                RouterMeters.unread(),
                                System::nanoTime));

        pipe(prompt("a").setMessages(user("score 0.7 second:score 0.9")));

        assertThat(decision(Route.THINKING).getShadow()).isEmpty();
        assertThat(decided("THINKING", "LATE")).isOne();
        stuck.allow(1_000);
    }

    @Test
    void aPromptThatAsksForItsRouteHasNoShadow() {
        pipe(prompt("a").setMode(Mode.THINKING));

        assertThat(decision(Route.THINKING).getShadow()).isEmpty();
        assertThat(registry.find("router.decide.shadow").counters()).isEmpty();
    }

    private double decided(String route, String shadow) {
        return registry.get("router.decide.shadow")
                .tags("route", route, "shadow", shadow)
                .counter()
                .count();
    }

    private double tokens(String of) {
        return registry.get("router.decide.shadow.expected.tokens").tag("of", of).counter().count();
    }
}
