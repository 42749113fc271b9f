package org.reasoningrouter.grade;

import java.util.Optional;

/// Says how right an answer is.
public interface Grader extends AutoCloseable {

    /// As it stands in the verdicts, with the version of whatever may change.
    String name();

    /// A verdict on every answer; what fails is a verdict without a score.
    ///
    /// @throws GraderUnreachableException when the model that it asks is not there
    Verdict grade(Graded asked);

    /// Verdicts on two answers to one prompt without a reference, held against each other; empty
    /// for graders that need a reference.
    ///
    /// @throws GraderUnreachableException when the model that it asks is not there
    default Optional<Compared> compare(Graded first, Graded second) {
        return Optional.empty();
    }

    /// Whether a verdict takes a call to a model, with its time and its price.
    default boolean asksModel() {
        return false;
    }

    /// Lets go of whatever it asks.
    @Override
    default void close() {}
}
