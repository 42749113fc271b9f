package org.reasoningrouter.router;

import java.util.Objects;
import java.util.Optional;
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

    /// The first cause that says in a line what is wrong with a setting or a file.
    static Optional<RuntimeException> misuse(Throwable thrown) {
        return chain(thrown)
                .filter(t ->
                        t instanceof IllegalArgumentException || t instanceof IllegalStateException)
                .map(RuntimeException.class::cast)
                .reduce((_, inner) -> inner);
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause);
    }

    private static Throwable last(Throwable thrown) {
        return chain(thrown).reduce((_, inner) -> inner).orElse(thrown);
    }
}
