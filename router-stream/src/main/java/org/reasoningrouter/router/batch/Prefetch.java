package org.reasoningrouter.router.batch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.admit.Admission;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.admit.Arrival;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.wire.Prompt;

/// Reads each record once, admits it and hands it to the batcher if it needs a score.
///
/// Every stream thread shares it; the slots are each thread's own.
public final class Prefetch {

    private final RecordReader<Prompt> reader;
    private final AdmissionRules rules;
    private final Supplier<Judge> judge;
    private final PollClock clock;
    private final ThreadLocal<PollSlots> slots = ThreadLocal.withInitial(PollSlots::new);

    /// What a poll's times are measured with.
    public record PollClock(InstantSource instants, LongSupplier nanos, PollDeadline deadline) {}

    public Prefetch(
            RecordReader<Prompt> reader,
            AdmissionRules rules,
            Supplier<Judge> judge,
            PollClock clock) {
        this.reader = reader;
        this.rules = rules;
        this.judge = judge;
        this.clock = clock;
    }

    /// The slots of the calling thread.
    public PollSlots slots() {
        return slots.get();
    }

    /// Opens a poll of that many records, with one deadline for all of them.
    public OpenPoll open(int records) {
        while (true) {
            // Between the two it may have been replaced, and closed; then the next one is there.
            var current = judge.get();
            var poll = current.batcher().pollIfOpen();
            if (poll.isPresent()) {
                return open(current, records, poll.get());
            }
        }
    }

    private OpenPoll open(Judge current, int records, Feed poll) {
        var shadow = current.shadow().flatMap(Shadow::batcher).flatMap(Batcher::pollIfOpen);
        var wait = clock.deadline().of(current.batcher().needed(records));
        return new OpenPoll(
                current,
                records == 1,
                clock.instants().instant(),
                clock.nanos().getAsLong() + wait.toNanos(),
                new Feeds(poll, shadow));
    }

    /// @param shadow absent too when the shadow has been replaced and closed meanwhile
    private record Feeds(Feed judge, Optional<Feed> shadow) {

        void close() {
            judge.close();
            shadow.ifPresent(Feed::close);
        }
    }

    /// A poll that hands its prompts on, and closes when it has no more.
    public final class OpenPoll implements AutoCloseable {

        private final Judge judge;
        private final boolean isOne;
        private final Instant polledAt;
        private final long due;
        private final Feeds feeds;

        private OpenPoll(Judge judge, boolean isOne, Instant polledAt, long due, Feeds feeds) {
            this.judge = judge;
            this.isOne = isOne;
            this.polledAt = polledAt;
            this.due = due;
            this.feeds = feeds;
        }

        /// Reads a record and gives it its slot.
        ///
        /// @throws org.reasoningrouter.topics.RegistryUnreachableException when only the registry
        ///   can tell what the record is, and it does not answer
        public Slot take(byte @Nullable [] key, byte @Nullable [] value, long timestamp) {
            return switch (reader.read(value)) {
                case Unreadable<Prompt>(var error, var message) ->
                        unasked(new Unroutable(error, message), new NotAsked());
                case Intact<Prompt>(var prompt) ->
                        slot(rules.admit(prompt, arrival(key, timestamp)));
            };
        }

        private Slot slot(Admission admission) {
            return admission instanceof Admitted(var prompt, _, _)
                            && judge.policy().asked(prompt).isEmpty()
                    ? judge.batcher()
                            .known(prompt)
                            .map(score -> unasked(admission, score))
                            .orElseGet(() -> asked(admission, Question.of(prompt)))
                    : unasked(admission, new NotAsked());
        }

        private Slot asked(Admission admission, Question question) {
            var batcher = judge.batcher();
            // The shadow's is on its way before this thread tokenises.
            var shadow = shadow(question);
            var ticket =
                    isOne && question.isShort()
                            ? batcher.submitAlone(question, due)
                            : batcher.submit(question, due);
            return new Slot(admission, ticket, judge, shadow);
        }

        private Optional<Ticket> shadow(Question question) {
            return feeds.shadow()
                    .flatMap(_ -> judge.shadow())
                    .flatMap(Shadow::batcher)
                    .flatMap(models -> models.offer(question, due));
        }

        private Slot unasked(Admission admission, Classification instead) {
            return new Slot(admission, Ticket.closed(instead), judge, Optional.empty());
        }

        private Arrival arrival(byte @Nullable [] key, long timestamp) {
            var text = Optional.ofNullable(key).map(k -> new String(k, StandardCharsets.UTF_8));
            return new Arrival(text, Arrival.receivedAt(timestamp, polledAt), polledAt);
        }

        @Override
        public void close() {
            feeds.close();
        }
    }
}
