package org.reasoningrouter.router.admit;

import java.time.Duration;
import java.time.Instant;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;

/// How long a prompt may take, by lane, when it does not say so itself.
///
/// @param most what no prompt's own limit can exceed
public record Deadlines(Duration interactive, Duration bulk, Duration most) {

    public Deadlines {
        positive("interactive", interactive);
        positive("bulk", bulk);
        positive("most", most);
    }

    public Instant of(Prompt prompt, Instant receivedAt) {
        var limit = prompt.getTimeLimitMs().map(Duration::ofMillis).orElse(of(prompt.getLane()));
        return receivedAt.plus(limit.compareTo(most) < 0 ? limit : most);
    }

    private Duration of(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> interactive;
            case BULK -> bulk;
        };
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    "deadlines." + name + " must be positive: " + duration);
        }
    }
}
