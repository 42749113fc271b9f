package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.replay.input.ScoreSource;
import org.reasoningrouter.replay.input.ScoreSource.Recorded;

/// The scores that were recorded of prompts, to be found by id without holding them all.
final class RecordedScores implements AutoCloseable {

    /// The model of scores that name none, as `router evaluate` calls it.
    private static final String UNKNOWN = "unknown";

    private final RowSorter byId;
    private @Nullable String model;

    private RecordedScores(RowSorter byId) {
        this.byId = byId;
    }

    /// @param folder for what is sorted
    /// @param memory bytes that sorting may hold
    /// @throws IllegalArgumentException with one line when it cannot be read, or holds the scores
    ///   of more than one model
    static RecordedScores read(Path file, Path folder, long memory) throws IOException {
        var scores = new RecordedScores(new RowSorter(folder, memory));
        try (var source = ScoreSource.open(file)) {
            for (var next = source.next(); next.isPresent(); next = source.next()) {
                scores.add(next.get());
            }
            return scores;
        } catch (IllegalArgumentException e) {
            scores.close();
            throw new IllegalArgumentException(
                    "--scores %s: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            scores.close();
            throw e;
        }
    }

    /// The version of the model that they are of.
    String model() {
        return model == null ? UNKNOWN : model;
    }

    private void add(Recorded recorded) throws IOException {
        var its = recorded.model().orElse(UNKNOWN);
        if (model == null) {
            model = its;
        }
        if (!its.equals(model)) {
            throw new IllegalArgumentException(
                    "row %,d: its score is of the model %s, and those before are of %s; give those of one"
                            .formatted(recorded.row(), its, model));
        }
        byId.add(
                Digests.key(recorded.id(), recorded.row()),
                ScoredRows.value(recorded.score(), recorded.truncated()));
    }

    /// Goes through the scores in the order of [Digests#key]. To be called once.
    Lookup lookup() throws IOException {
        return new Lookup(byId.sorted());
    }

    @Override
    public void close() throws IOException {
        byId.close();
    }

    /// Finds scores for keys that come in their order.
    static final class Lookup implements AutoCloseable {

        private final RowSorter.Sorted scores;
        private Optional<RowSorter.Entry> next;

        private Lookup(RowSorter.Sorted scores) throws IOException {
            this.scores = scores;
            next = scores.next();
        }

        /// The first score of a key's id, as [ScoredRows] keeps it.
        Optional<byte[]> find(byte[] key) throws IOException {
            while (next.isPresent() && Digests.compareIds(next.get().key(), key) < 0) {
                next = scores.next();
            }
            return next.filter(it -> Digests.compareIds(it.key(), key) == 0)
                    .map(RowSorter.Entry::value);
        }

        @Override
        public void close() throws IOException {
            scores.close();
        }
    }
}
