package org.reasoningrouter.simulator;

import java.util.Locale;
import java.util.Map;

/// What the stand-in server does wrong, until it is told otherwise. Each call that begins meanwhile
/// meets it; the header `X-Simulate-Fault` gives it to one call only.
public enum SimulatorFault {
    NONE(Place.NOWHERE),
    /// Closes the connection without a word.
    DOWN(Place.INSTEAD),
    /// Takes the call and never answers.
    HANG_BEFORE_HEADERS(Place.INSTEAD),
    /// Sends the headers and never a token.
    HANG_BEFORE_TOKEN(Place.INSTEAD),
    /// Sends the first chunk and nothing more.
    HANG_MID_STREAM(Place.WITHIN),
    /// Ends the connection after the first chunk, cleanly and without a finish reason.
    RESET_MID_STREAM(Place.WITHIN),
    /// Ends the connection after the first chunk with a TCP reset.
    TCP_RESET(Place.WITHIN),
    /// Sends an HTML page with status 200.
    HTML(Place.INSTEAD),
    /// Ends in the middle of a JSON object, with status 200.
    TRUNCATED_JSON(Place.INSTEAD),
    /// Sends bytes that are nothing, with status 200.
    RANDOM_BYTES(Place.INSTEAD),
    /// Sends an error as the first event of a stream with status 200.
    ERROR_IN_STREAM(Place.INSTEAD),
    /// Sends an error after the first chunk.
    ERROR_MID_STREAM(Place.WITHIN),
    /// 429 with Retry-After: 1.
    RATE_LIMITED(Place.INSTEAD),
    /// 500.
    SERVER_ERROR(Place.INSTEAD),
    /// 503.
    UNAVAILABLE(Place.INSTEAD),
    /// 400.
    BAD_REQUEST(Place.INSTEAD),
    /// 401.
    BAD_KEY(Place.INSTEAD),
    /// 404, as for a model that is not there.
    NO_MODEL(Place.INSTEAD),
    /// 400, as for a prompt that is too long.
    CONTEXT_LENGTH(Place.INSTEAD),
    /// Sends comments for ever, one by one.
    DRIP(Place.INSTEAD),
    /// 307 to itself.
    REDIRECT(Place.INSTEAD),
    /// Sends 100 MB of reasoning, as fast as it is read.
    HUGE_BODY(Place.WITHIN),
    /// Sends no usage.
    NO_USAGE(Place.SHAPE),
    /// Says that no token was used.
    ZERO_USAGE(Place.SHAPE),
    /// Says that no token was reasoning.
    ZERO_REASONING(Place.SHAPE),
    /// Cuts each event over two TCP segments, within a character where one has several bytes.
    SPLIT_UTF8(Place.SHAPE),
    /// Sends two events at a time.
    JOINED_EVENTS(Place.SHAPE),
    /// Sends a comment before each event.
    PINGS(Place.SHAPE),
    /// Sends reasoning under the other of its two names.
    OTHER_ALIAS(Place.SHAPE),
    /// Sends reasoning as content, between tags.
    TAGS_IN_CONTENT(Place.SHAPE),
    /// Thinks for as long as it likes.
    BUDGET_IGNORED(Place.SHAPE),
    /// Thinks whatever the switch says.
    SWITCH_IGNORED(Place.SHAPE);

    /// llm-d-inference-sim's names of what both can do.
    private static final Map<String, SimulatorFault> ALSO =
            Map.of(
                    "RATE_LIMIT", RATE_LIMITED,
                    "INVALID_API_KEY", BAD_KEY,
                    "CONTEXT_LENGTH", CONTEXT_LENGTH,
                    "SERVER_ERROR", SERVER_ERROR,
                    "INVALID_REQUEST", BAD_REQUEST,
                    "MODEL_NOT_FOUND", NO_MODEL);

    private final Place place;

    SimulatorFault(Place place) {
        this.place = place;
    }

    /// Where in a call a fault is.
    enum Place {
        NOWHERE,
        INSTEAD,
        WITHIN,
        SHAPE
    }

    /// Whether it goes on until the client leaves.
    boolean lasts() {
        return this == HANG_BEFORE_HEADERS
                || this == HANG_BEFORE_TOKEN
                || this == HANG_MID_STREAM
                || this == DRIP;
    }

    Place place() {
        return place;
    }

    /// The fault of a name.
    ///
    /// @param name of this or of llm-d-inference-sim, in either case, with `-` or `_`
    public static SimulatorFault named(String name) {
        var upper = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        var also = ALSO.get(upper);
        if (also != null) {
            return also;
        }
        try {
            return valueOf(upper);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no fault has this name: " + name, e);
        }
    }
}
