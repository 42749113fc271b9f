package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// Brings rows and recorded scores together by their ids, and puts them in the rows' order.
final class ScoreJoin implements AutoCloseable {

    private final Optional<RecordedScores> recorded;
    private final Optional<RecordedScores.Lookup> lookup;
    private final RowSorter byRow;
    private long missing;
    private long firstMissing = Long.MAX_VALUE;

    /// Takes the sorter over, to be closed with it.
    ScoreJoin(Optional<RecordedScores> recorded, RowSorter byRow) throws IOException {
        this.recorded = recorded;
        this.byRow = byRow;
        lookup = recorded.isPresent() ? Optional.of(recorded.get().lookup()) : Optional.empty();
    }

    /// Takes a row, in the order of [Digests#key].
    ///
    /// @param asked whether the policy asks for its score
    void score(byte[] key, boolean asked) throws IOException {
        if (lookup.isEmpty()) {
            return;
        }
        var score = lookup.get().find(key);
        if (score.isPresent()) {
            byRow.add(Digests.number(key), score.get());
        } else if (asked) {
            missing++;
            firstMissing = Math.min(firstMissing, ByteBuffer.wrap(Digests.number(key)).getLong());
        }
    }

    /// What was found; empty where nothing was recorded.
    ///
    /// @throws IllegalArgumentException with one line when a prompt has no score and needs one
    Optional<ScoredRows> rows(Path file, long prompts) throws IOException {
        if (missing > 0) {
            throw new IllegalArgumentException(
                    "--scores has none of %,d of %,d prompts, the first of them in row %,d: have them scored by 'router score'"
                            .formatted(missing, prompts, firstMissing));
        }
        if (recorded.isEmpty()) {
            return Optional.empty();
        }
        var rows = new ScoredRows(file, recorded.get().model());
        try (var sorted = byRow.sorted()) {
            ScoredRows.write(rows.file(), sorted);
        }
        return Optional.of(rows);
    }

    @Override
    public void close() throws IOException {
        byRow.close();
        if (lookup.isPresent()) {
            lookup.get().close();
        }
    }
}
