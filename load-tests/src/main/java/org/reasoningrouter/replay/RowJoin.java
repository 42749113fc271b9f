package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.reasoningrouter.grade.Graded;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.replay.RowSorter.Entry;
import org.reasoningrouter.replay.input.InputRow.Refused;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.replay.output.ReplayRow;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.replay.output.RowSink;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Status;

/// Brings the input and the results together again, row by row, and has the answers graded.
///
/// Both come in the order of rows, so that one row at a time is held, or a few where prompts are
/// scored together.
final class RowJoin {

    private static final int SCORED_TOGETHER = 256;

    private final Survey.Rows rows;
    private final RowSorter.Sorted results;
    private final Askings askings;
    private final IntPredicate tooLarge;
    private final Grader grader;
    private final Optional<Choices> choices;
    private final List<Answered> waiting = new ArrayList<>();
    private Optional<Entry> next;
    private long unsent;

    /// What is brought together.
    ///
    /// @param tooLarge which askings no record can hold
    record Parts(
            Survey.Rows rows, RowSorter.Sorted results, Askings askings, IntPredicate tooLarge) {}

    /// A prompt with everything that was answered.
    private record Answered(Taken row, List<Result> results) {}

    /// @param choices what the policy would do with prompts that are asked both ways; empty: they
    ///   are asked once
    RowJoin(Parts parts, Grader grader, Optional<Choices> choices) throws IOException {
        this.rows = parts.rows();
        this.results = parts.results();
        this.askings = parts.askings();
        this.tooLarge = parts.tooLarge();
        this.grader = grader;
        this.choices = choices;
        this.next = results.next();
    }

    /// Hands every row to every sink.
    ///
    /// @return rows that were not asked, or not as often as they should be
    long join(List<RowSink> sinks) throws IOException {
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            switch (row.get()) {
                case Refused(var number, var why) -> {
                    handOut(sinks);
                    write(sinks, new ReplayRow.Refused(number, why));
                }
                case Taken taken -> take(taken, sinks);
            }
        }
        handOut(sinks);
        return unsent;
    }

    private void take(Taken row, List<RowSink> sinks) throws IOException {
        var found = results(row.number());
        if (!found.isEmpty()) {
            unsent += found.size() < askings.each().size() ? 1 : 0;
            waiting.add(new Answered(row, found));
            if (choices.isEmpty() || waiting.size() >= SCORED_TOGETHER) {
                handOut(sinks);
            }
        } else if (tooLarge.test(askings.index(row.number(), 0))) {
            handOut(sinks);
            write(sinks, new ReplayRow.Refused(row.number(), "larger than a record can be"));
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
        if (choices.isPresent() && !waiting.isEmpty()) {
            var chosen = choices.get().of(waiting.stream().map(it -> it.row().prompt()).toList());
            for (var i = 0; i < waiting.size(); i++) {
                var answered = waiting.get(i);
                var pair =
                        new Pair(
                                answered.row().number(),
                                answered.row().prompt(),
                                chosen.get(i),
                                samples(answered, Mode.FAST),
                                samples(answered, Mode.THINKING));
                write(sinks, pair);
            }
        } else {
            for (var answered : waiting) {
                var row = answered.row();
                var sample = sample(row.prompt(), answered.results().getFirst());
                write(sinks, new Single(row.number(), row.prompt(), sample));
            }
        }
        waiting.clear();
    }

    private List<Sample> samples(Answered answered, Mode mode) {
        return answered.results().stream()
                .filter(result -> mode(result).equals(Optional.of(mode)))
                .map(result -> sample(answered.row().prompt(), result))
                .toList();
    }

    private Optional<Mode> mode(Result result) {
        return askings.each().get(Askings.asking(result.getAttributes())).mode();
    }

    private Sample sample(Prompt prompt, Result result) {
        return new Sample(
                result,
                result.getStatus() == Status.ANSWERED
                        ? Optional.of(grader.grade(graded(prompt, result)))
                        : Optional.empty());
    }

    private static Graded graded(Prompt prompt, Result result) {
        return new Graded(
                prompt.getPromptId(),
                prompt.getMessages().stream()
                        .filter(message -> message.getRole() == Role.USER)
                        .map(Message::getContent)
                        .collect(Collectors.joining("\n")),
                prompt.getReference().orElse(""),
                result.getAnswer().orElse(""));
    }

    private static void write(List<RowSink> sinks, ReplayRow row) throws IOException {
        for (var sink : sinks) {
            sink.row(row);
        }
    }
}
