package org.reasoningrouter.router;

import static org.apache.kafka.streams.processor.PunctuationType.WALL_CLOCK_TIME;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.DeadLetterProcessor.Undelivered;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.router.admit.Claim;
import org.reasoningrouter.router.admit.Identity;
import org.reasoningrouter.router.batch.CommitPace;
import org.reasoningrouter.router.batch.Prefetch;
import org.reasoningrouter.router.batch.Slot;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.RegistryPatience;

/// Takes each record's slot and sends it on: an admitted prompt to be classified, a rejected one to
/// its decision, anything else to dead-letters.
final class AdmitProcessor extends ContextualProcessor<byte[], byte[], Object, Object> {

    /// @param identity how long an id is remembered; empty turns the check off
    /// @param pace of the calling thread, by which it commits once it has caught up; empty leaves
    ///   that to the commit interval
    record Rules(
            Optional<Duration> identity,
            Optional<Supplier<CommitPace>> pace,
            RegistryPatience patience,
            InstantSource clock) {}

    /// Of the clock that punctuators run by: none may be scheduled sooner, and one may come so much
    /// too early.
    private static final Duration CLOCK_STEP = Duration.ofMillis(1);

    private final Prefetch prefetch;
    private final Rules rules;
    private final RouterMeters meters;
    private @Nullable WindowStore<String, byte[]> claims;
    private @Nullable Cancellable delayed;

    AdmitProcessor(Prefetch prefetch, Rules rules, RouterMeters meters) {
        this.prefetch = prefetch;
        this.rules = rules;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        if (rules.identity().isPresent()) {
            claims = context.getStateStore(RouterTopology.CLAIMS);
        }
    }

    /// All of a record's way is done when this returns: of the last one that waits, so is the way
    /// of all before it, and nothing is gained by holding them back.
    @Override
    public void process(Record<byte[], byte[]> prompt) {
        admit(prompt);
        rules.pace().map(Supplier::get).ifPresent(this::routed);
    }

    private void routed(CommitPace pace) {
        pace.routed();
        commitIfCaughtUp(pace);
    }

    // Behind it, each record comes here again; the poll's last one finds that nothing waits.
    private void commitIfCaughtUp(CommitPace pace) {
        if (!pace.isOwed() || !prefetch.slots().isCaughtUp()) {
            return;
        }
        var left = pace.left();
        if (left.isZero()) {
            context().commit();
        } else if (delayed == null) {
            var whole = left.plus(CLOCK_STEP);
            delayed = context().schedule(whole, WALL_CLOCK_TIME, _ -> commitDelayed(pace));
        }
    }

    // Scheduled only when it is needed: whatever is punctuated shortens the sweeps of Streams.
    private void commitDelayed(CommitPace pace) {
        if (delayed != null) {
            delayed.cancel();
            delayed = null;
        }
        commitIfCaughtUp(pace);
    }

    private void admit(Record<byte[], byte[]> prompt) {
        var at = context().recordMetadata().orElseThrow();
        var slot =
                prefetch.slots()
                        .take(at.partition(), at.offset())
                        .orElseGet(() -> rules.patience().until(() -> read(prompt)));
        switch (slot.admission()) {
            case Admitted admitted -> claim(prompt, slot, admitted);
            case Rejected rejected -> {
                meters.rejected(rejected);
                forward(prompt, rejected.prompt().getPromptId(), rejected, RouterTopology.REJECT);
            }
            case Unroutable unroutable -> deadLetter(prompt, unroutable);
        }
    }

    private void claim(Record<byte[], byte[]> prompt, Slot slot, Admitted admitted) {
        var id = admitted.prompt().getPromptId();
        switch (identity(id, admitted)) {
            case FIRST -> forward(prompt, id, slot, RouterTopology.CLASSIFY);
            case DUPLICATE -> {
                slot.drop();
                meters.duplicate();
            }
            case CONFLICT -> {
                slot.drop();
                meters.conflict();
                deadLetter(prompt, Identity.CONFLICTING);
            }
        }
    }

    /// Claims the id in the record's own transaction. The window runs by the wall clock and from
    /// the first claim, so that no client's timestamp can shorten it.
    private Identity identity(String id, Admitted admitted) {
        if (claims == null) {
            return Identity.FIRST;
        }
        var claim = Claim.of(admitted.prompt(), rules.clock().millis());
        var identity = Identity.of(claim, before(claims, id, claim));
        if (identity == Identity.FIRST) {
            claims.put(id, claim.bytes(), claim.span(window()));
        }
        return identity;
    }

    private @Nullable Claim before(WindowStore<String, byte[]> claims, String id, Claim claim) {
        var stored = claims.fetch(id, claim.span(window()));
        if (stored == null) {
            stored = claims.fetch(id, claim.spanBefore(window()));
        }
        var before = stored == null ? null : Claim.read(stored);
        return before != null && before.holds(claim, window()) ? before : null;
    }

    private Duration window() {
        return rules.identity().orElseThrow();
    }

    private Slot read(Record<byte[], byte[]> prompt) {
        meters.prefetchMiss();
        try (var poll = prefetch.open(1)) {
            return poll.take(prompt.key(), prompt.value(), prompt.timestamp());
        }
    }

    private void deadLetter(Record<byte[], byte[]> prompt, Unroutable unroutable) {
        meters.deadLetter(unroutable);
        context()
                .forward(
                        prompt.withValue(
                                new Undelivered(
                                        prompt.value(), unroutable.error(), unroutable.message())),
                        RouterTopology.DEAD_LETTER);
    }

    /// The client's headers stay behind: what goes on is made of the prompt alone.
    private void forward(Record<byte[], byte[]> prompt, String id, Object value, String to) {
        context().forward(new Record<>(id, value, prompt.timestamp()), to);
    }

    /// Slots that a rebalance took away are not awaited by anyone.
    @Override
    public void close() {
        prefetch.slots().drop(context().taskId().partition());
    }
}
