package org.reasoningrouter.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.worker.WorkerApplication;

/// Prompts end at their deadline, whoever is not there to answer, and only when nobody did.
///
/// Router and fast worker always run; the thinking worker and the ledger come and go.
class DeadlinesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack =
                LocalStack.start(
                        LocalSettings.defaults()
                                .in(folder.resolve("stack"))
                                .running(Set.of(Part.ROUTER, Part.FAST_WORKER))
                                .withPartitions(4)
                                .answeredBy(new Simulated(0.001)));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aDeadlineFiresWithoutAnyTraffic() {
        try (var _ = ledger();
                var ready = prompts("ready", Mode.FAST, Duration.ofMinutes(1));
                var alone = prompts("alone", Mode.THINKING, Duration.ofMillis(1_500))) {
            // A router that still starts would reject the other one as late.
            ready.send(1, 0);
            assertThat(ready.awaitResults(PATIENCE)).isEmpty();
            alone.send(1, 0);

            assertThat(alone.awaitResults(PATIENCE)).isEmpty();
            assertThat(statuses(alone)).isEqualTo(Map.of("alone-0", Status.EXPIRED));
        }
    }

    @Test
    void promptsOfAWorkerThatIsStoppedForGoodExpireAndNoneIsLost() {
        var limit = Duration.ofSeconds(4);
        try (var _ = ledger();
                var before = prompts("before", Mode.THINKING, Duration.ofMinutes(1));
                var after = prompts("after", Mode.THINKING, limit);
                var others = prompts("others", Mode.FAST, Duration.ofMinutes(1))) {
            try (var _ = WorkerApplication.start(stack.workerSettings(Route.THINKING))) {
                before.send(20, 0);
                assertThat(before.awaitResults(PATIENCE)).isEmpty();
            }
            after.send(40, 0);
            others.send(40, 0);

            assertThat(after.awaitResults(PATIENCE)).isEmpty();
            assertThat(others.awaitResults(PATIENCE)).isEmpty();
            assertThat(statuses(before).values()).hasSize(20).containsOnly(Status.ANSWERED);
            assertThat(statuses(after).values()).hasSize(40).containsOnly(Status.EXPIRED);
            assertThat(statuses(others).values()).hasSize(40).containsOnly(Status.ANSWERED);
        }
    }

    @Test
    void aLedgerThatSleptPastTheDeadlinesExpiresOnlyWhatNobodyAnswered() {
        var limit = Duration.ofSeconds(6);
        try (var answered = prompts("answered", Mode.FAST, limit);
                var open = prompts("open", Mode.THINKING, limit)) {
            // Known to the ledger before it sleeps, and not answered until then.
            try (var _ = ledger();
                    var first = prompts("first", Mode.FAST, Duration.ofMinutes(1))) {
                first.send(1, 0);
                assertThat(first.awaitResults(PATIENCE)).isEmpty();
                open.send(20, 0);
                await(stack.topics().decisions(), open);
            }
            answered.send(200, 0);
            await(stack.topics().answers(), answered);
            sleepPastEveryDeadline(answered);

            try (var _ = ledger()) {
                assertThat(answered.awaitResults(PATIENCE)).isEmpty();
                assertThat(open.awaitResults(PATIENCE)).isEmpty();
            }
            assertThat(statuses(answered).values()).hasSize(200).containsOnly(Status.ANSWERED);
            assertThat(statuses(open).values()).hasSize(20).containsOnly(Status.EXPIRED);
        }
    }

    private static ApplicationContext ledger() {
        var settings = new TreeMap<>(stack.routerSettings());
        settings.put("router.roles", List.of("ledger"));
        settings.put("router.state-dir", folder.resolve("ledger").toString());
        return RouterApplication.start(settings);
    }

    private static PromptStream prompts(String name, Mode mode, Duration limit) {
        var prompt =
                Prompt.newBuilder()
                        .setMessages(List.of(new Message(Role.USER, "What is the time?")))
                        .setMode(mode)
                        .setTimeLimitMs(limit.toMillis())
                        .build();
        return new PromptStream(stack.target(), name, List.of(prompt));
    }

    private static Map<String, Status> statuses(PromptStream prompts) {
        var statuses = new TreeMap<String, Status>();
        evidence()
                .read(
                        stack.topics().results(),
                        (id, result) -> {
                            if (prompts.acknowledged().containsKey(id)) {
                                assertThat(statuses.put(id, result.getStatus())).isNull();
                            }
                        });
        return statuses;
    }

    private static void await(Topic<? extends SpecificRecord> topic, PromptStream prompts) {
        var missing = new HashSet<>(prompts.acknowledged().keySet());
        var until = Instant.now().plus(PATIENCE);
        while (!missing.isEmpty()) {
            evidence().read(topic, (id, _) -> missing.remove(id));
            assertThat(Instant.now()).as("gives up waiting for %s", missing).isBefore(until);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void sleepPastEveryDeadline(PromptStream prompts) {
        var deadlines = new ArrayList<Instant>();
        evidence()
                .read(
                        stack.topics().decisions(),
                        (id, decision) -> {
                            if (prompts.acknowledged().containsKey(id)) {
                                deadlines.add(decision.getDeadline());
                            }
                        });
        var until = Collections.max(deadlines).plus(GRACE);
        while (Instant.now().isBefore(until)) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static EvidenceConsumer evidence() {
        return new EvidenceConsumer(stack.broker().bootstrap(), stack.topics(), stack.serdes());
    }
}
