package org.reasoningrouter.router.join;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.reasoningrouter.router.measure.Booking;
import org.reasoningrouter.router.measure.BudgetEvent;
import org.reasoningrouter.router.measure.LedgerMeters;
import org.reasoningrouter.router.measure.Tally;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.topics.Reading.Unreadable;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.LateAnswer;
import org.reasoningrouter.wire.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the ledger's words go: to each of the nodes behind it.
public final class LedgerPublisher {

    public static final String RESULTS = "results";
    public static final String LATE = "late";
    public static final String DEAD_LETTERS = "dead-letters";
    public static final String TALLY = "tally";
    public static final String LESSONS = "lessons";
    public static final String BOOKINGS = "bookings";
    public static final String BACKLOG = "backlog";

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPublisher.class);

    private final ProcessorContext<byte[], Object> context;
    private final LedgerMeters meters;

    LedgerPublisher(ProcessorContext<byte[], Object> context, LedgerMeters meters) {
        this.context = context;
        this.meters = meters;
    }

    void forward(String id, Object value, Instant at, String child) {
        context.forward(new Record<>(id.getBytes(UTF_8), value, at.toEpochMilli()), child);
    }

    /// The one result of a prompt, and what it adds to the counts.
    void ended(String id, Result result) {
        forward(id, result, result.getFinishedAt(), RESULTS);
        forward(id, Tally.of(result), result.getFinishedAt(), TALLY);
    }

    /// An answer that came after its prompt had ended, and what it adds to the counts.
    void late(String id, LateAnswer late) {
        forward(id, late, late.getArrivedAt(), LATE);
        forward(id, Tally.of(late), late.getArrivedAt(), TALLY);
    }

    /// What a prompt does to its tenant's budget.
    void book(String id, Decision decision, BudgetEvent event, Instant now) {
        forward(id, new Booking(decision.getTenant(), event), now, BOOKINGS);
    }

    /// What a decision sets aside of its tenant's budget, if anything.
    void ask(String id, Decision decision, Instant now) {
        BudgetEvent.asked(decision).ifPresent(event -> book(id, decision, event, now));
    }

    void bury(Record<byte[], byte[]> record, RecordMetadata at, Unreadable<?> damage) {
        bury(
                record,
                new DeadLetter(
                        at.topic(), at.partition(), at.offset(), damage.error(), damage.message()));
    }

    /// A record that cannot be read, as it came, with what is wrong with it.
    void bury(Record<byte[], byte[]> record, DeadLetter letter) {
        meters.unreadable(letter.error());
        LOG.warn(
                "event=dead_letter topic={} partition={} offset={} error={}",
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.error());
        letter.headers().forEach(header -> record.headers().add(header));
        context.forward(record.<Object>withValue(record.value()), DEAD_LETTERS);
    }
}
