package org.reasoningrouter.simulator;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/// How one endpoint says things. It belongs to its call.
interface ReplyFormat {

    /// What opens a stream.
    String opening(Counts counts);

    /// The event of a piece; empty where the family keeps it to itself.
    String piece(Piece piece, Counts counts);

    /// What ends a stream.
    String closing(Finish finish, Counts counts);

    /// The body of a call that does not stream.
    String whole(Whole whole, Finish finish, Counts counts);

    /// All that a call generated.
    record Whole(String thought, boolean closed, String answer, Ids ids) {}

    /// A string of JSON.
    static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
