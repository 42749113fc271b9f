package org.reasoningrouter.worker.invoke;

import java.io.IOException;

/// Asks a server something short before a call, such as the token ids of a text.
@FunctionalInterface
interface Aside {

    /// Posts JSON to a path below the server's root and gives the JSON that comes back.
    ///
    /// @throws StatusException when the server answers with another status than 200
    String post(String path, String body) throws IOException;

    /// A status other than 200.
    final class StatusException extends IOException {

        private static final long serialVersionUID = 1;

        private final int status;

        StatusException(int status) {
            super("status " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
