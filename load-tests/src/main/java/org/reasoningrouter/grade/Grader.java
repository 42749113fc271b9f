package org.reasoningrouter.grade;

/// Says how right an answer is.
public interface Grader extends AutoCloseable {

    /// As it stands in the verdicts, with the version of whatever may change.
    String name();

    /// A verdict on every answer; what fails is a verdict without a score.
    Verdict grade(Graded asked);

    /// Lets go of whatever it asks.
    @Override
    default void close() {}
}
