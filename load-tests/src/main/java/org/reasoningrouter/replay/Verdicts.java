package org.reasoningrouter.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.grade.GraderUnreachableException;
import org.reasoningrouter.grade.Verdict;

/// Has the answers of rows graded, several rows at a time where a model is asked.
///
/// One failure of that model is a verdict without a score. When it fails one row after the other,
/// it is not there, and grading stops: the same command goes on with what is missing.
final class Verdicts implements AutoCloseable {

    /// Rows in a row that may find nobody who grades, beside those that are asked for already.
    private static final int MOST_FAILURES = 10;

    private final Grader grader;
    private final RowVerdicts rows;
    private final Optional<VerdictLog> log;
    private final int askings;
    private final ExecutorService calls;
    private final LongConsumer progress;
    private final AtomicInteger failures = new AtomicInteger();
    // Why nobody is asked any more.
    private volatile Optional<String> gone = Optional.empty();
    private long graded;

    /// How rows are graded.
    ///
    /// @param atATime rows for which a model is asked at a time
    /// @param askings of each row
    /// @param eachWay how often a prompt is asked each way, fast first; 0: it is asked one way
    record Manner(int atATime, int askings, int eachWay) {}

    /// @param grader closed with this
    /// @param log of what a model was asked; empty where none is. Closed with this
    /// @param progress hears how many rows a model has graded, on the thread that asks for them
    Verdicts(Grader grader, Manner manner, Optional<VerdictLog> log, LongConsumer progress) {
        this.grader = grader;
        this.rows = new RowVerdicts(grader, manner.eachWay());
        this.log = log;
        this.askings = manner.askings();
        this.progress = progress;
        this.calls =
                Executors.newFixedThreadPool(
                        manner.atATime(), Thread.ofVirtual().name("grade-", 0).factory());
    }

    /// The verdicts of each row, one for each of its results.
    ///
    /// @param answered in the order of the input, behind those of the call before
    /// @throws IllegalStateException with one line when nobody grades any more
    List<List<Optional<Verdict>>> of(List<Answered> answered) throws IOException {
        if (!grader.asksModel()) {
            return answered.stream().map(rows::of).toList();
        }
        var asked = new ArrayList<Future<List<Optional<Verdict>>>>();
        for (var row : answered) {
            var known = known(row);
            asked.add(
                    known.<Future<List<Optional<Verdict>>>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> calls.submit(() -> ask(row))));
        }
        var verdicts = new ArrayList<List<Optional<Verdict>>>();
        for (var one : asked) {
            verdicts.add(await(one));
            progress.accept(++graded);
        }
        return verdicts;
    }

    // What was written of a part of its results counts for nothing.
    private Optional<List<Optional<Verdict>>> known(Answered row) throws IOException {
        return log.isPresent()
                ? log.get()
                        .known(row.row().number())
                        .filter(it -> it.size() == row.results().size())
                : Optional.empty();
    }

    private List<Optional<Verdict>> ask(Answered row) throws IOException {
        if (gone.isPresent()) {
            throw new IllegalStateException(gone.get());
        }
        try {
            var verdicts = rows.of(row);
            failures.set(0);
            if (log.isPresent() && row.results().size() == askings) {
                log.get().add(row.row().number(), verdicts);
            }
            return verdicts;
        } catch (GraderUnreachableException e) {
            return failed(row, e);
        }
    }

    private List<Optional<Verdict>> failed(Answered row, GraderUnreachableException e) {
        var why = String.valueOf(e.getMessage());
        if (failures.incrementAndGet() > MOST_FAILURES) {
            var message =
                    "%s, for %d rows one after the other: give the same command again to go on"
                            .formatted(why, MOST_FAILURES + 1);
            gone = Optional.of(message);
            throw new IllegalStateException(message, e);
        }
        return row.results().stream().map(_ -> Optional.of(Verdict.ungraded(grader, why))).toList();
    }

    private static List<Optional<Verdict>> await(Future<List<Optional<Verdict>>> asked)
            throws IOException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(
                    cause == null ? String.valueOf(e.getMessage()) : cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while answers were graded", e);
        }
    }

    @Override
    public void close() throws IOException {
        calls.shutdownNow();
        grader.close();
        if (log.isPresent()) {
            log.get().close();
        }
    }
}
