package org.reasoningrouter.grade;

/// Nobody grades for now: the model that was to be asked cannot be reached or is not able to
/// answer. It may be again later, which a verdict without a score does not say.
public final class GraderUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public GraderUnreachableException(String message) {
        super(message);
    }
}
