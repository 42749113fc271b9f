package org.reasoningrouter.worker.invoke;

import java.time.Duration;

/// How long a stream may lie unread, so that what has come meanwhile is taken at one go.
///
/// To be woken for a token costs more than all that is done with it. A pause delays nothing that
/// anybody waits for but the end of the answer, and that by a fiftieth of the time since the first
/// token at most. All pauses end on the same ticks of the clock, so that one wake-up of the timer
/// and one of the HTTP client's selector serve many streams.
final class ReadPace {

    private static final int SHARE = 50;
    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

    private long mostNanos;
    private long firstNanos;
    private long lastNanos;
    private boolean begun;

    /// @param most the longest pause; zero for none
    ReadPace(Duration most) {
        mostNanos = most.toNanos();
    }

    /// The first token came. Whoever pauses before would delay it.
    void begin(long nowNanos) {
        if (!begun) {
            begun = true;
            firstNanos = nowNanos;
        }
    }

    /// Something was read.
    void read(long nowNanos) {
        lastNanos = nowNanos;
    }

    /// Pauses no more.
    void end() {
        mostNanos = 0;
    }

    /// How long to wait before more is asked for: zero before the first token, and when the last
    /// came long enough ago.
    long pauseNanos(long nowNanos) {
        if (!begun) {
            return 0;
        }
        var end = lastNanos + Math.min(mostNanos, (nowNanos - firstNanos) / SHARE);
        return Math.max(0, Math.floorDiv(end, TICK_NANOS) * TICK_NANOS - nowNanos);
    }
}
