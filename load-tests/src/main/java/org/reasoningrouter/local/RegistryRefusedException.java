package org.reasoningrouter.local;

/// What the registry refuses, with Confluent's code for it.
final class RegistryRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;

    RegistryRefusedException(int code, String message) {
        super(message);
        this.code = code;
    }

    /// The `error_code` of Confluent's API: an HTTP status, or one followed by two digits.
    int code() {
        return code;
    }

    int status() {
        return code < 1000 ? code : code / 100;
    }

    static RegistryRefusedException noSubject(String subject) {
        return new RegistryRefusedException(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryRefusedException noVersion(String version) {
        return new RegistryRefusedException(40402, "Version " + version + " not found.");
    }

    static RegistryRefusedException invalidSchema(String why) {
        return new RegistryRefusedException(42201, "Invalid schema: " + why);
    }
}
