package org.reasoningrouter.replay.output;

import java.io.IOException;

/// Takes every row of a replay, in the input's order. What is made of rows is one of these: the
/// files, the figures, and whatever else learns from what was answered both ways
/// ([ReplayRow.Pair]).
public interface RowSink extends AutoCloseable {

    void row(ReplayRow row) throws IOException;

    /// Ends what was written.
    @Override
    void close() throws IOException;
}
