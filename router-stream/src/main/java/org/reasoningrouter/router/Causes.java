package org.reasoningrouter.router;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What stands behind an exception, without the text that may quote a record.
final class Causes {

    private Causes() {}

    /// The types from the outermost to the root, and where the root was thrown.
    static String of(Throwable thrown) {
        var at = last(thrown).getStackTrace();
        return chain(thrown).map(t -> t.getClass().getName()).collect(Collectors.joining(" < "))
                + (at.length == 0 ? "" : " at " + at[0]);
    }

    /// What is wrong with a setting or a file, in one line: what our own code says, for it names
    /// the file; else the innermost cause that tells.
    static IllegalStateException misuse(Throwable thrown) {
        var told = chain(thrown).filter(t -> t.getMessage() != null).toList();
        var line =
                told.stream()
                        .filter(Causes::isOurs)
                        .findFirst()
                        .or(() -> told.stream().reduce((_, inner) -> inner))
                        .map(Throwable::getMessage)
                        .orElse(thrown.getClass().getSimpleName());
        return new IllegalStateException(line.strip().lines().findFirst().orElse(line), thrown);
    }

    private static boolean isOurs(Throwable thrown) {
        return thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException;
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }

    private static Throwable last(Throwable thrown) {
        return chain(thrown).reduce((_, inner) -> inner).orElse(thrown);
    }
}
