package org.reasoningrouter.simulator;

/// Some tokens that leave together, all of the thought or all of the answer.
///
/// @param first whether the thought, or the answer, begins here
/// @param afterThought whether a thought of this call was closed before
/// @param ids with the end of thinking before an answer's first token
record Piece(boolean thought, boolean first, boolean afterThought, String text, Ids ids) {}
