package org.reasoningrouter.replay.input;

import java.io.IOException;
import java.util.Optional;

/// Records of one file in their order, one at a time.
interface RowReader extends AutoCloseable {

    /// Empty at the end of the file.
    ///
    /// @throws IOException when the file cannot be read any further
    Optional<RawRow> next() throws IOException;

    @Override
    void close() throws IOException;
}
