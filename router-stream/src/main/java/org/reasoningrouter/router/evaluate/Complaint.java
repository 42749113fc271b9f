package org.reasoningrouter.router.evaluate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;

/// The one line that a person gets to read when a file fails.
final class Complaint {

    private Complaint() {}

    static String of(IOException failure) {
        var message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file or folder: " + message;
            case AccessDeniedException _ -> "may not be read or written: " + message;
            case ZipException _, EOFException _ -> "the packed file is damaged: " + message;
            default -> failure.getClass().getSimpleName() + ": " + message;
        };
    }
}
