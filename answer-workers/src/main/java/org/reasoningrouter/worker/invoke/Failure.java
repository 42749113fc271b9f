package org.reasoningrouter.worker.invoke;

/// Why a model call gave no answer.
public enum Failure {
    /// The server understood and said no: this prompt will not do better a second time.
    REFUSED("refused"),
    /// The server does not serve us, whatever the prompt: 401, 402, 403 or 404, for want of a key,
    /// of funds or of the model. Another one may.
    DENIED("refused"),
    /// The server cannot now: 408, 425, 429 or any 5xx, as a status or inside the stream.
    OVERLOADED("overloaded"),
    /// No connection came about: the server never saw the prompt, and the call cost nothing.
    UNCONNECTED("unreachable"),
    /// The connection ended before the answer did, be it as cleanly as if all were said.
    BROKEN("unreachable"),
    FIRST_TOKEN_TIMEOUT("first_token_timeout"),
    IDLE_TIMEOUT("idle_timeout"),
    /// The total clock ran out while the ask still had time.
    TOTAL_TIMEOUT("deadline"),
    /// The time of the whole ask was up.
    DEADLINE("deadline"),
    /// What came is not what the server's family says: HTML, broken JSON, a last word without a
    /// finish reason.
    MALFORMED("malformed"),
    /// More bytes than a server may send.
    TOO_LARGE("too_large"),
    /// The call ended well and held no answer, as when thinking used up all tokens.
    EMPTY("empty"),
    /// The worker stopped.
    CANCELLED("cancelled");

    private final String word;

    Failure(String word) {
        this.word = word;
    }

    /// The outcome as attempts and answers carry it.
    public String word() {
        return word;
    }

    /// What an HTTP status other than 200 says.
    static Failure ofStatus(int status) {
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            return OVERLOADED;
        }
        if (status >= 401 && status <= 404) {
            return DENIED;
        }
        return status >= 200 && status < 300 ? MALFORMED : REFUSED;
    }

    /// Whether the server, not the prompt, is to blame when it comes before the first token.
    public boolean blamesServer() {
        return switch (this) {
            case DENIED, OVERLOADED, UNCONNECTED, BROKEN, FIRST_TOKEN_TIMEOUT, MALFORMED -> true;
            case REFUSED, IDLE_TIMEOUT, TOTAL_TIMEOUT, DEADLINE, TOO_LARGE, EMPTY, CANCELLED ->
                    false;
        };
    }
}
