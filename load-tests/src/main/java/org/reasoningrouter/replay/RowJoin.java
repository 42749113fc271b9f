package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.reasoningrouter.grade.Verdict;
import org.reasoningrouter.replay.RowSorter.Entry;
import org.reasoningrouter.replay.input.InputRow;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.output.ReplayRow;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.replay.output.RowSink;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Result;

/// Brings the input and the results together again, row by row, and has the answers graded.
///
/// Both come in the order of rows, so that no more is held than the rows that are graded and scored
/// together.
final class RowJoin {

    private static final int TOGETHER = 256;
    private static final long MOST_CHARS = 16L << 20;

    private final Survey.Rows rows;
    private final RowSorter.Sorted results;
    private final Askings askings;
    private final IntPredicate tooLarge;
    private final Verdicts verdicts;
    private final Optional<Choices> choices;
    private final List<Answered> answered = new ArrayList<>();
    private final List<ReplayRow> refused = new ArrayList<>();
    private long held;
    private Optional<Entry> next;
    private long unsent;

    /// What is brought together.
    ///
    /// @param tooLarge which askings no record can hold
    record Parts(
            Survey.Rows rows, RowSorter.Sorted results, Askings askings, IntPredicate tooLarge) {}

    /// @param choices what the policy would do with prompts that are asked both ways; empty: they
    ///   are asked once
    RowJoin(Parts parts, Verdicts verdicts, Optional<Choices> choices) throws IOException {
        this.rows = parts.rows();
        this.results = parts.results();
        this.askings = parts.askings();
        this.tooLarge = parts.tooLarge();
        this.verdicts = verdicts;
        this.choices = choices;
        this.next = results.next();
    }

    /// Hands every row to every sink.
    ///
    /// @return rows that were not asked, or not as often as they should be
    long join(List<RowSink> sinks) throws IOException {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            switch (row.get()) {
                case InputRow.Refused(var number, var why) -> refuse(number, why);
                case Taken taken -> take(taken);
            }
            if (answered.size() + refused.size() >= TOGETHER || held >= MOST_CHARS) {
                handOut(sinks);
            }
        }
        handOut(sinks);
        return unsent;
    }

    private void refuse(long number, String why) {
        refused.add(new Refused(number, why));
    }

    private void take(Taken row) throws IOException {
        var found = results(row.number());
        if (!found.isEmpty()) {
            unsent += found.size() < askings.each().size() ? 1 : 0;
            var one = new Answered(row, found);
            answered.add(one);
            held += one.length();
        } else if (tooLarge.test(askings.index(row.number(), 0))) {
            refuse(row.number(), "larger than a record can be");
        } else {
            unsent++;
        }
    }

    private List<Result> results(long row) throws IOException {
        var found = new ArrayList<Result>();
        while (next.isPresent() && ByteBuffer.wrap(next.get().key()).getLong() <= row) {
            found.add(Result.getDecoder().decode(ByteBuffer.wrap(next.get().value())));
            next = results.next();
        }
        return found;
    }

    private void handOut(List<RowSink> sinks) throws IOException {
        var ready = new ArrayList<>(refused);
        ready.addAll(graded());
        ready.sort(Comparator.comparingLong(ReplayRow::number));
        for (var row : ready) {
            for (var sink : sinks) {
                sink.row(row);
            }
        }
        refused.clear();
        answered.clear();
        held = 0;
    }

    private List<ReplayRow> graded() throws IOException {
        if (answered.isEmpty()) {
            return List.of();
        }
        var given = verdicts.of(answered);
        var samples =
                IntStream.range(0, answered.size())
                        .mapToObj(i -> samples(answered.get(i), given.get(i)))
                        .toList();
        return choices.isPresent() ? pairs(samples, choices.get()) : singles(samples);
    }

    private static List<Sample> samples(Answered row, List<Optional<Verdict>> verdicts) {
        return IntStream.range(0, row.results().size())
                .mapToObj(i -> new Sample(row.results().get(i), verdicts.get(i)))
                .toList();
    }

    private List<ReplayRow> singles(List<List<Sample>> samples) {
        return IntStream.range(0, answered.size())
                .<ReplayRow>mapToObj(i -> {
                    var row = answered.get(i).row();
                    return new Single(row.number(), row.prompt(), samples.get(i).getFirst());
                })
                .toList();
    }

    private List<ReplayRow> pairs(List<List<Sample>> samples, Choices by) {
        var chosen = by.of(answered.stream().map(Answered::prompt).toList());
        return IntStream.range(0, answered.size())
                .<ReplayRow>mapToObj(i -> {
                    var row = answered.get(i).row();
                    return new Pair(
                            row.number(),
                            row.prompt(),
                            chosen.get(i),
                            by.modelVersion(),
                            of(Mode.FAST, samples.get(i)),
                            of(Mode.THINKING, samples.get(i)));
                })
                .toList();
    }

    private List<Sample> of(Mode mode, List<Sample> samples) {
        return samples.stream().filter(it -> mode(it.result()).equals(Optional.of(mode))).toList();
    }

    private Optional<Mode> mode(Result result) {
        return askings.each().get(Askings.asking(result.getAttributes())).mode();
    }
}
