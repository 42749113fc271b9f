package org.reasoningrouter.simulator;

/// A request that the real server would refuse; the message is what it would say.
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
        this.reason = message;
    }

    String reason() {
        return reason;
    }

    int status() {
        return status;
    }
}
