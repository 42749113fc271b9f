package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.FakeClassifier;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.RoutingPolicy.Band;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;

class CurrentJudgeTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void theModelsLeftBehindCloseOnceTheirLastPromptHasItsScore() throws Exception {
        var slow = new FakeClassifier(1, 0);
        var before = judge("1", batcher(slow));
        var current = new CurrentJudge(before);
        var ticket = submit(before);
        slow.nextStarted();

        var _ = current.replace(judge("2", batcher(new FakeClassifier())));

        assertThat(before.batcher().closed()).isNotDone();
        slow.allow(1);
        assertThat(before.batcher().await(ticket)).isInstanceOf(Scored.class);
        before.batcher().closed().join();
        assertThat(slow.isClosed()).isTrue();
        current.close();
    }

    @Test
    void anOpenPollKeepsTheModelsThatItBeganWith() {
        var model = new FakeClassifier();
        var before = judge("1", batcher(model));
        var current = new CurrentJudge(before);

        try (var _ = before.batcher().poll()) {
            var _ = current.replace(judge("2", batcher(new FakeClassifier())));

            var ticket = before.batcher().submit(question(), System.nanoTime() + LONG.toNanos());
            assertThat(before.batcher().await(ticket)).isInstanceOf(Scored.class);
            assertThat(model.isClosed()).isFalse();
        }
        before.batcher().closed().join();
        assertThat(before.batcher().pollIfOpen()).isEmpty();
        assertThatThrownBy(before.batcher()::poll).hasMessage("the models are closed");
        current.close();
    }

    @Test
    void anotherPolicyKeepsTheModels() {
        var model = new FakeClassifier();
        var batcher = batcher(model);
        var current = new CurrentJudge(judge("1", batcher));

        var _ = current.replace(judge("2", batcher));

        assertThat(current.get().inForce().policy().version()).isEqualTo("2");
        assertThat(batcher.await(submit(current.get()))).isInstanceOf(Scored.class);
        assertThat(model.isClosed()).isFalse();
        current.close();
    }

    /// Policy 1 comes with the first model only, and so on; what is scored says which model did it.
    @Test
    void underLoadEveryPromptIsScoredByTheModelOfItsJudgeAndNoneIsDropped() throws Exception {
        var models = new ConcurrentLinkedQueue<FakeClassifier>();
        var current = new CurrentJudge(fresh(0, models));
        var said = new ConcurrentLinkedQueue<Classification>();
        var swapped = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var polls =
                    IntStream.range(0, 4)
                            .<Future<?>>mapToObj(_ ->
                                    threads.submit(() -> {
                                        while (swapped.getCount() > 0) {
                                            said.addAll(poll(current));
                                        }
                                        return said.addAll(poll(current));
                                    }))
                            .toList();
            for (var swap = 1; swap <= 50; swap++) {
                current.replace(fresh(swap, models)).join();
            }
            swapped.countDown();
            for (var poll : polls) {
                poll.get();
            }
        }
        current.close();

        assertThat(said).isNotEmpty().allMatch(Scored.class::isInstance);
        assertThat(models).hasSize(51).allMatch(FakeClassifier::isClosed);
        assertThat(models.stream().flatMap(it -> it.batches().stream()).mapToInt(it -> it).sum())
                .isEqualTo(said.size());
    }

    private static Judge fresh(int version, ConcurrentLinkedQueue<FakeClassifier> models) {
        var model = new FakeClassifier(2, 1_000_000);
        models.add(model);
        return judge(String.valueOf(version), batcher(model));
    }

    /// As `Prefetch` does it: the judge that a poll begins with is the judge of all its prompts.
    private static List<Classification> poll(CurrentJudge current) {
        while (true) {
            var judge = current.get();
            var open = judge.batcher().pollIfOpen();
            if (open.isPresent()) {
                var due = System.nanoTime() + LONG.toNanos();
                List<Ticket> tickets;
                try (var _ = open.get()) {
                    tickets =
                            IntStream.range(0, 5)
                                    .mapToObj(_ -> judge.batcher().submit(question(), due))
                                    .toList();
                }
                return tickets.stream().map(judge.batcher()::await).toList();
            }
        }
    }

    private static Ticket submit(Judge judge) {
        try (var _ = judge.batcher().poll()) {
            return judge.batcher().submit(question(), System.nanoTime() + LONG.toNanos());
        }
    }

    private static Question question() {
        var message = Message.newBuilder().setContent("score 0.7").build();
        return new Question(List.of(message), Lane.INTERACTIVE, "default");
    }

    private static Batcher batcher(FakeClassifier model) {
        var limits = new BatchLimits(4, 4096, Duration.ZERO, Duration.ZERO, 1, 64);
        return new Batcher(
                new Models(Optional.empty(), model, 0),
                limits,
                new RouterMeters(new SimpleMeterRegistry()),
                System::nanoTime);
    }

    private static Judge judge(String version, Batcher batcher) {
        var budgets = List.of(new Band(0, 1024));
        return new Judge(
                new RoutingPolicy(version, 0.5, Route.FAST, 100, budgets, true, Learning.OFF),
                batcher);
    }
}
