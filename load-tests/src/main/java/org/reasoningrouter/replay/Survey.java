package org.reasoningrouter.replay;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.reasoningrouter.replay.input.InputRow;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.input.PromptSource;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// What one look through an input tells before anything is sent.
///
/// Ids that come again are found by sorting on disk, so memory does not grow with the input.
///
/// @param rows of the input
/// @param prompts rows that are sent
/// @param lastRow the highest number of a row
/// @param textBytes of all prompts, as UTF-8
/// @param references prompts that say what the right answer is
/// @param firstRefusal of the first row that is no prompt
/// @param scores those that were recorded; empty where the classifier is to be asked
record Survey(
        long rows,
        long prompts,
        long lastRow,
        long textBytes,
        long references,
        Optional<Refused> firstRefusal,
        Path repeated,
        Optional<ScoredRows> scores) {

    private static final int BUFFER = 1 << 16;

    /// Looks through an input.
    ///
    /// @param scores that were recorded of its prompts
    /// @throws IllegalArgumentException with one line when they lack one that is needed
    static Survey of(PromptSource source, Sorting sorting, Optional<Scores> scores)
            throws IOException {
        Predicate<Prompt> asked = scores.isPresent() ? scores.get().asked() : _ -> false;
        try (var looking = new Looking(sorting, asked)) {
            for (var row = source.next(); row.isPresent(); row = source.next()) {
                looking.look(row.get());
            }
            return looking.survey(scores.map(Scores::recorded));
        }
    }

    /// Where and how much is sorted.
    ///
    /// @param folder the survey keeps there what it knows of single rows
    /// @param memory bytes that sorting may hold
    record Sorting(Path folder, long memory) {

        private RowSorter sorter(String name) throws IOException {
            return new RowSorter(folder.resolve(name), memory);
        }
    }

    /// Recorded scores.
    ///
    /// @param asked which prompts cannot do without
    record Scores(RecordedScores recorded, Predicate<Prompt> asked) {}

    long refused() {
        return rows - prompts;
    }

    /// Reads the input once more, with repeated ids refused and prompts bringing the scores that
    /// were recorded of them.
    Rows rows(PromptSource source) throws IOException {
        var again =
                new DataInputStream(
                        new BufferedInputStream(Files.newInputStream(repeated), BUFFER));
        return new Rows(
                source,
                again,
                scores.isPresent() ? Optional.of(scores.get().reader()) : Optional.empty());
    }

    /// The rows of an input of which no two have the same id.
    static final class Rows implements AutoCloseable {

        private final PromptSource source;
        private final DataInputStream repeated;
        private final Optional<ScoredRows.Reader> scores;
        private long nextRepeated;

        private Rows(
                PromptSource source, DataInputStream repeated, Optional<ScoredRows.Reader> scores)
                throws IOException {
            this.source = source;
            this.repeated = repeated;
            this.scores = scores;
            advance();
        }

        /// Empty at the end.
        Optional<InputRow> next() throws IOException {
            var row = source.next();
            if (row.isPresent() && row.get().number() == nextRepeated) {
                advance();
                return Optional.of(
                        new Refused(row.get().number(), "an earlier row has the same id already"));
            }
            return row.isPresent() && row.get() instanceof Taken taken
                    ? Optional.of(scored(taken))
                    : row;
        }

        private Taken scored(Taken row) throws IOException {
            return scores.isEmpty()
                    ? row
                    : new Taken(
                            row.number(),
                            scores.get().scored(row.number(), row.prompt()),
                            row.submittedAt());
        }

        private void advance() throws IOException {
            try {
                nextRepeated = repeated.readLong();
            } catch (EOFException _) {
                nextRepeated = -1;
            }
        }

        @Override
        public void close() throws IOException {
            if (scores.isPresent()) {
                scores.get().close();
            }
            repeated.close();
            source.close();
        }
    }

    private static final class Looking implements AutoCloseable {

        private static final byte[] ASKED = {1};
        private static final byte[] UNASKED = {0};

        private final Sorting sorting;
        private final Predicate<Prompt> asked;
        private final RowSorter ids;
        private long rows;
        private long prompts;
        private long lastRow;
        private long textBytes;
        private long references;
        private Optional<Refused> firstRefusal = Optional.empty();

        private Looking(Sorting sorting, Predicate<Prompt> asked) throws IOException {
            this.sorting = sorting;
            this.asked = asked;
            ids = sorting.sorter("ids");
        }

        private void look(InputRow row) throws IOException {
            rows++;
            lastRow = row.number();
            switch (row) {
                case Refused refused -> firstRefusal = firstRefusal.or(() -> Optional.of(refused));
                case Taken taken -> {
                    prompts++;
                    textBytes += bytes(taken);
                    references += taken.prompt().getReference().isPresent() ? 1 : 0;
                    ids.add(key(taken), asked.test(taken.prompt()) ? ASKED : UNASKED);
                }
            }
        }

        private static long bytes(Taken row) {
            return row.prompt().getMessages().stream()
                    .map(Message::getContent)
                    .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
        }

        // By id and then by row, so that the first row of an id stands first.
        private static byte[] key(Taken row) {
            return Digests.key(row.prompt().getPromptId(), row.number());
        }

        private Survey survey(Optional<RecordedScores> recorded) throws IOException {
            var repeated = sorting.folder().resolve("repeated");
            Optional<ScoredRows> scores;
            try (var again = sorting.sorter("again");
                    var scoring = new ScoreJoin(recorded, sorting.sorter("scored"))) {
                lookById(again, scoring);
                scores = scoring.rows(sorting.folder().resolve("scores"), prompts);
                try (var sorted = again.sorted();
                        var out =
                                new DataOutputStream(
                                        new BufferedOutputStream(
                                                Files.newOutputStream(repeated), BUFFER))) {
                    for (var row = sorted.next(); row.isPresent(); row = sorted.next()) {
                        out.write(row.get().key());
                    }
                }
            }
            return new Survey(
                    rows, prompts, lastRow, textBytes, references, firstRefusal, repeated, scores);
        }

        private void lookById(RowSorter again, ScoreJoin scoring) throws IOException {
            Optional<byte[]> before = Optional.empty();
            try (var sorted = ids.sorted()) {
                for (var row = sorted.next(); row.isPresent(); row = sorted.next()) {
                    var key = row.get().key();
                    if (before.isPresent() && Digests.compareIds(before.get(), key) == 0) {
                        again.add(Digests.number(key), new byte[0]);
                        prompts--;
                    } else {
                        scoring.score(key, Arrays.equals(row.get().value(), ASKED));
                    }
                    before = Optional.of(key);
                }
            }
        }

        @Override
        public void close() throws IOException {
            ids.close();
        }
    }
}
