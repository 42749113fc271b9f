package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// When a prompt was asked, as files write it: milliseconds since 1970, an ISO instant, or a date
/// and a time of UTC with a blank between them.
final class SubmittedAt {

    private static final DateTimeFormatter SPACED =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE)
                    .appendLiteral(' ')
                    .append(DateTimeFormatter.ISO_LOCAL_TIME)
                    .toFormatter();

    private SubmittedAt() {}

    /// @throws IllegalArgumentException when it is none of them
    static Instant read(JsonNode value) {
        if (value.isIntegralNumber()) {
            return Instant.ofEpochMilli(value.longValue());
        }
        return parse(value.asText());
    }

    static Instant parse(String text) {
        try {
            return text.indexOf(' ') > 0
                    ? LocalDateTime.parse(text.strip(), SPACED).toInstant(ZoneOffset.UTC)
                    : text.chars().allMatch(Character::isDigit)
                            ? Instant.ofEpochMilli(Long.parseLong(text))
                            : Instant.parse(text);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "submittedAt must be milliseconds or an instant like 2026-01-01T00:00:00Z", e);
        }
    }
}
