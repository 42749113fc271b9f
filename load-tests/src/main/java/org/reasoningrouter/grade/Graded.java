package org.reasoningrouter.grade;

/// An answer that is to be graded, with what it is held against.
///
/// @param reference the right answer; blank where none is known
/// @param answer what the model said, blank if nothing
public record Graded(String promptId, String question, String reference, String answer) {}
