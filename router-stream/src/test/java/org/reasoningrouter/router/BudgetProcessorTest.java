package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.decide.Allowances;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.Purse;
import org.reasoningrouter.router.decide.TenantBudget;
import org.reasoningrouter.router.decide.TenantBudget.WhenSpent;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

/// What a task finds in its stores when it begins where another one ended.
class BudgetProcessorTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:30:00Z");
    private static final int CAP = 100;

    private final AvroSerdes serdes =
            new AvroSerdes(Map.of("schema.registry.url", "mock://budget-processor"));

    @TempDir Path folder;
    private Instant now = NOW;
    private MockProcessorContext<String, Object> context;

    @BeforeEach
    void stores() {
        context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        for (var name : List.of(BudgetProcessor.SPEND, BudgetProcessor.WAITING)) {
            var store =
                    Stores.keyValueStoreBuilder(
                                    Stores.inMemoryKeyValueStore(name),
                                    Serdes.String(),
                                    Serdes.ByteArray())
                            .withLoggingDisabled()
                            .build();
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
    }

    @Test
    void theNextTaskKnowsWhatWasSpentAndWhoWaits() {
        var before = begin();
        decide(before, "one", 7);
        decide(before, "two", 8);
        assertThat(ids()).containsExactly("one");

        var after = begin();
        decide(after, "three", 9);
        assertThat(ids()).containsExactly("one");

        now = NOW.plus(Duration.ofHours(1));
        tick();
        assertThat(ids()).containsExactly("one", "two");
    }

    @Test
    void whoWaitedThroughTheDeadlineOfATaskThatWasDownIsRejected() {
        decide(begin(), "one", 7);
        decide(begin(), "two", 8);

        begin();
        now = NOW.plus(Duration.ofHours(3));
        tick();

        var last = (Decision) context.forwarded().getLast().record().value();
        assertThat(last.getPromptId()).isEqualTo("two");
        assertThat(last.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(last.getReason()).isEqualTo(Reason.BUDGET_SPENT);
    }

    @Test
    void whatIsOverIsSweptAway() {
        decide(begin(), "one", 7);
        now = NOW.plus(Duration.ofDays(1));

        context.scheduledPunctuators().getLast().getPunctuator().punctuate(0);

        KeyValueStore<String, byte[]> spend = context.getStateStore(BudgetProcessor.SPEND);
        assertThat(spend.get("acme")).isNull();
    }

    private Processor<String, Dispatch, String, Object> begin() {
        var limits =
                new Limits(
                        List.of(
                                new TenantBudget(
                                        Optional.empty(),
                                        Map.of(Purse.TOKENS_PER_HOUR, 10L * CAP),
                                        WhenSpent.WAIT,
                                        0)),
                        List.of());
        var parts =
                new BudgetProcessor.Parts(
                        new Allowances(new Leases(1), 4, (tokens, _) -> tokens),
                        () -> limits,
                        10,
                        RouterMeters.unread(),
                        () -> now);
        var serde = serdes.of(Request.class);
        var shelf =
                new BudgetProcessor.Shelf(
                        request -> serde.serializer().serialize("requests", request),
                        bytes -> serde.deserializer().deserialize("requests", bytes));
        var processor = BudgetProcessor.supplier(parts, shelf).get();
        processor.init(context);
        return processor;
    }

    private void decide(
            Processor<String, Dispatch, String, Object> processor, String id, long offset) {
        context.setRecordMetadata("prompts", 0, offset);
        var decision =
                Decision.newBuilder()
                        .setPromptId(id)
                        .setTenant("acme")
                        .setRoute(Route.THINKING)
                        .setReason(Reason.HINT)
                        .setThinkingBudget(CAP)
                        .setReceivedAt(NOW)
                        .setDecidedAt(NOW)
                        .setDeadline(NOW.plus(Duration.ofHours(2)))
                        .build();
        var prompt =
                Prompt.newBuilder()
                        .setPromptId(id)
                        .setMessages(List.of(Message.newBuilder().setContent("hello").build()))
                        .build();
        processor.process(new Record<>(id, new Dispatch(prompt, decision), 0));
    }

    private void tick() {
        var newest = context.scheduledPunctuators();
        newest.get(newest.size() - 2).getPunctuator().punctuate(0);
    }

    private List<String> ids() {
        return context.forwarded().stream().<String>map(it -> it.record().key()).toList();
    }
}
