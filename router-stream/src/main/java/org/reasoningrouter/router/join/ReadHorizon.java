package org.reasoningrouter.router.join;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up to when it is certain that every answer of one partition has been read, so that what is past
/// its deadline and still pending was really never answered.
///
/// The rule: where the answers end is asked at an instant; once everything before that end has been
/// read, all answers published up to that instant are known. A prompt may expire when its deadline
/// lies before such an instant. So a ledger that was down, is restoring, or has fallen behind
/// expires nothing that is already answered, and one without traffic asks once and goes on.
///
/// The end is not the partition's end offset: behind the last answer may stand transaction markers
/// and aborted records, whose offsets are never read. It is the offset of the last committed answer
/// that was unread when asked, or that there was none.
final class ReadHorizon implements AutoCloseable {

    /// How long after one question the next may be asked: what a prompt may expire late, against
    /// questions to the broker.
    static final Duration ASK_EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReadHorizon.class);
    private static final long NONE = -1;

    private final AnswersTail tail;
    private @Nullable CompletableFuture<OptionalLong> question;
    private long lastRead = NONE;
    private Instant askedAt = Instant.MIN;
    private Instant mayAskAt = Instant.MIN;
    private OptionalLong lastUnread = OptionalLong.empty();
    private Instant certain = Instant.MIN;

    /// @param tail closed with this horizon
    ReadHorizon(AnswersTail tail) {
        this.tail = tail;
    }

    /// An answer, or what stands in its place, has been read at this offset.
    void read(long offset) {
        lastRead = Math.max(lastRead, offset);
        advance();
    }

    /// Asks where the answers end, unless that was asked a moment ago or that end is still being
    /// read up to.
    void ask(Instant now) {
        if (question == null && lastUnread.isEmpty() && !now.isBefore(mayAskAt)) {
            askedAt = now;
            mayAskAt = now.plus(ASK_EVERY);
            question = tail.lastUnread(nextUnread());
        }
    }

    /// Takes note of the reply if there is one. A broker that cannot tell is asked again.
    void hear() {
        var asked = question;
        if (asked == null || !asked.isDone()) {
            return;
        }
        question = null;
        if (asked.state() == Future.State.SUCCESS) {
            lastUnread = OptionalLong.of(asked.resultNow().orElse(NONE));
            advance();
        } else {
            LOG.warn("event=answers_end_unknown cause=\"{}\"", asked.exceptionNow().toString());
        }
    }

    /// Whether a prompt that is still pending was not answered by this instant.
    boolean covers(Instant instant) {
        return !certain.isBefore(instant);
    }

    private OptionalLong nextUnread() {
        return lastRead == NONE ? OptionalLong.empty() : OptionalLong.of(lastRead + 1);
    }

    private void advance() {
        if (lastUnread.isPresent() && lastRead >= lastUnread.getAsLong()) {
            certain = askedAt;
            lastUnread = OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
