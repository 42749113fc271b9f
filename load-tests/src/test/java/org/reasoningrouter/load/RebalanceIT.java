package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.processor.internals.ProcessorStateManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.load.guarantee.Evidence;
import org.reasoningrouter.load.guarantee.Guarantee;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.slf4j.LoggerFactory;

/// What stands of the guarantees when partitions move while batches are in flight, and that each
/// store that moves back is found as it was left.
class RebalanceIT {

    private static final int VISITS = 2;
    private static final int PER_SECOND = 200;
    private static final double SHARE = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ListAppender<ILoggingEvent> states = new ListAppender<>();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @BeforeEach
    void listen() {
        states.start();
        logger().addAppender(states);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(states);
    }

    /// Of what Kafka Streams finds of a task's stores when it opens them.
    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ProcessorStateManager.class);
    }

    @Test
    void nothingIsLostOrDoubledWhenASecondRouterComesAndGoesTwice() throws IOException {
        try (var stack = LocalStack.start(settings());
                var prompts = new PromptStream(stack.target(), ExamplePrompts.read())) {
            var goOn = new AtomicBoolean(true);
            var sender = Thread.ofVirtual().start(() -> sendWhile(goOn, prompts));
            for (var visit = 0; visit < VISITS; visit++) {
                try (var second = second(stack)) {
                    awaitDecisions(second, SHARE);
                }
            }
            goOn.set(false);
            Threads.join(sender);

            assertThat(prompts.awaitResults(PATIENCE)).as(() -> Backlog.of(stack)).isEmpty();
            var evidence = evidence(stack, prompts);
            assertThat(Guarantee.all()).flatMap(it -> it.violations(evidence)).isEmpty();
        }
        assertThat(states.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(it -> it.contains("did not find checkpoint offsets"));
    }

    private LocalSettings settings() {
        return LocalSettings.defaults()
                .in(folder.resolve("stack"))
                .withSlots(24)
                .answeredBy(new Simulated(0.002));
    }

    private static void sendWhile(AtomicBoolean goOn, PromptStream prompts) {
        while (goOn.get()) {
            prompts.send(PER_SECOND / 4, PER_SECOND);
        }
    }

    /// Router and ledger once more, in the same groups, with stores of their own.
    private ApplicationContext second(LocalStack stack) {
        var settings = new TreeMap<>(stack.routerSettings());
        settings.put("router.roles", List.of("router", "ledger"));
        settings.put("router.state-dir", folder.resolve("second").toString());
        return RouterApplication.start(settings);
    }

    /// Until it has got partitions and decided a share of the prompts by itself.
    private static void awaitDecisions(ApplicationContext router, double share) {
        var meters = router.getBean(MeterRegistry.class);
        var until = Instant.now().plus(PATIENCE);
        while (decisions(meters) < share) {
            assertThat(Instant.now()).as("the second router decides nothing").isBefore(until);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static double decisions(MeterRegistry meters) {
        return meters.find("router.decide.decisions").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static Evidence evidence(LocalStack stack, PromptStream prompts) throws IOException {
        var ledger = stack.simulator().orElseThrow().ledger();
        var served = ServedCalls.of(ledger, ExamplePrompts.prices(), 0);
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes())
                .read(prompts.acknowledged(), served);
    }
}
