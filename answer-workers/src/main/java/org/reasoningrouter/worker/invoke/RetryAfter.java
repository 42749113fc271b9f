package org.reasoningrouter.worker.invoke;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Reads how long a server wants to be left alone.
final class RetryAfter {

    private static final long MOST_SECONDS = 86_400;

    private RetryAfter() {}

    /// Reads `Retry-After`, in seconds or as an HTTP date; what is neither says nothing.
    static Optional<Duration> parse(String value, Instant now) {
        try {
            var seconds = Math.clamp(Long.parseLong(value.strip()), 0, MOST_SECONDS);
            return Optional.of(Duration.ofSeconds(seconds));
        } catch (NumberFormatException _) {
            return date(value.strip(), now);
        }
    }

    private static Optional<Duration> date(String value, Instant now) {
        try {
            var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
