package org.reasoningrouter.grade;

/// Verdicts on two answers to one prompt that were held against each other.
public record Compared(Verdict first, Verdict second) {}
