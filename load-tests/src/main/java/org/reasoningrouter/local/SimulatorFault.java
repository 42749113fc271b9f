package org.reasoningrouter.local;

/// What the stand-in server does wrong, until it is told otherwise. Each call that begins meanwhile
/// meets it.
public enum SimulatorFault {
    NONE,
    /// Closes the connection without a word.
    DOWN,
    /// Takes the call and never answers.
    HANG_BEFORE_HEADERS,
    /// Sends the first chunk and nothing more.
    HANG_MID_STREAM,
    /// Ends the stream after the first chunk, cleanly and without a finish reason.
    RESET_MID_STREAM,
    /// Sends an HTML page with status 200.
    HTML,
    /// Ends in the middle of a JSON object, with status 200.
    TRUNCATED_JSON,
    /// Sends bytes that are nothing, with status 200.
    RANDOM_BYTES,
    /// Sends an error inside a stream with status 200.
    ERROR_IN_STREAM,
    /// 429 with Retry-After: 1.
    RATE_LIMITED,
    /// 500.
    SERVER_ERROR,
    /// 400.
    BAD_REQUEST,
    /// Sends comments for ever, one by one.
    DRIP,
    /// 307 to itself.
    REDIRECT,
    /// Sends reasoning without end, as fast as it is read.
    HUGE_BODY,
    /// Sends no usage.
    NO_USAGE
}
