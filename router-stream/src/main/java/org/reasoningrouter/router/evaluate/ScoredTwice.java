package org.reasoningrouter.router.evaluate;

/// A prompt's score by the first model of a cascade and by the second.
record ScoredTwice(double first, double second) {}
