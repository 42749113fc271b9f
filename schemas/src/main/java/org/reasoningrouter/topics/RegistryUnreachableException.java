package org.reasoningrouter.topics;

/// The schema registry cannot be asked right now. Callers wait and ask again; the record is not to
/// blame.
public final class RegistryUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RegistryUnreachableException(Throwable cause) {
        super("the schema registry cannot be reached: " + cause.getMessage(), cause);
    }
}
