package org.reasoningrouter.replay.output;

import static org.reasoningrouter.replay.output.ParquetColumn.flag;
import static org.reasoningrouter.replay.output.ParquetColumn.real;
import static org.reasoningrouter.replay.output.ParquetColumn.text;
import static org.reasoningrouter.replay.output.ParquetColumn.whole;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.reasoningrouter.local.Stage;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Route;

/// Writes rows as a Parquet table: one row a prompt, columns that hold only for one kind of row
/// empty in the others. The columns of what a clock has measured end in `Micros`, `attempts` apart.
public final class ParquetRows implements RowSink {

    private final ParquetFile<ReplayRow> file;

    /// Takes the stream over.
    public ParquetRows(OutputStream out) throws IOException {
        file = new ParquetFile<>(out, columns());
    }

    @Override
    public void row(ReplayRow row) throws IOException {
        file.add(row);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static List<ParquetColumn<ReplayRow, ?>> columns() {
        var columns = new ArrayList<ParquetColumn<ReplayRow, ?>>();
        columns.add(whole("row", row -> Optional.of(row.number())));
        columns.add(text("id", row -> prompt(row).map(Prompt::getPromptId)));
        columns.add(text("tenant", row -> prompt(row).map(Prompt::getTenant)));
        columns.add(text("reference", row -> prompt(row).flatMap(Prompt::getReference)));
        columns.add(text("status", ParquetRows::status));
        columns.add(text("failure", ParquetRows::failure));
        columns.add(text("route", row -> route(row).map(Route::name)));
        columns.add(text("reason", ParquetRows::reason));
        columns.add(
                real(
                        "score",
                        row -> ofChoice(row, Decision::getScore, pair -> pair.choice().score())));
        columns.add(
                real(
                        "threshold",
                        row ->
                                ofChoice(
                                        row,
                                        Decision::getThreshold,
                                        pair -> pair.choice().threshold())));
        columns.add(
                real(
                        "propensity",
                        row ->
                                ofChoice(
                                        row,
                                        it -> Optional.of(it.getPropensity()),
                                        pair -> Optional.of(pair.choice().propensity()))));
        columns.add(
                text(
                        "classifier",
                        row ->
                                ofChoice(
                                        row,
                                        it -> Optional.of(it.getModelVersion()),
                                        pair -> Optional.of(pair.classifier()))));
        columns.addAll(ofSingle());
        for (var route : Route.values()) {
            columns.addAll(ofPair(route));
        }
        return columns;
    }

    private static List<ParquetColumn<ReplayRow, ?>> ofSingle() {
        var columns = new ArrayList<ParquetColumn<ReplayRow, ?>>();
        columns.add(flag("truncated", result(it -> Optional.of(it.getDecision().getTruncated()))));
        columns.add(text("answer", result(Result::getAnswer)));
        columns.add(real("verdict", row -> sample(row).flatMap(it -> boxed(it.score()))));
        columns.add(
                text("grader", row -> sample(row).flatMap(Sample::verdict).map(it -> it.grader())));
        columns.add(text("finishReason", result(Result::getFinishReason)));
        columns.add(text("model", result(Result::getModel)));
        columns.add(
                whole("inputTokens", result(it -> Optional.of(it.getUsage().getInputTokens()))));
        columns.add(
                whole(
                        "reasoningTokens",
                        result(it -> Optional.of(it.getUsage().getReasoningTokens()))));
        columns.add(
                whole("answerTokens", result(it -> Optional.of(it.getUsage().getAnswerTokens()))));
        columns.add(whole("costNanos", result(it -> Optional.of(it.getCostNanos()))));
        columns.add(
                whole(
                        "alwaysThinkingCostNanos",
                        result(it -> Optional.of(it.getAlwaysThinkingCostNanos()))));
        columns.add(flag("degraded", result(it -> Optional.of(it.getDegraded()))));
        columns.add(
                flag(
                        "simulated",
                        row -> row.samples().findFirst().map(it -> it.result().getSimulated())));
        columns.add(whole("attempts", result(it -> Optional.of((long) it.getAttempts()))));
        for (var stage : Stage.values()) {
            columns.add(
                    whole(stage.field() + "Micros", result(it -> stage.micros(it.getTimings()))));
        }
        return columns;
    }

    private static List<ParquetColumn<ReplayRow, ?>> ofPair(Route route) {
        var columns = new ArrayList<ParquetColumn<ReplayRow, ?>>();
        var way = route.name().toLowerCase(Locale.ROOT);
        columns.add(whole(way + "Samples", row -> pair(row).map(it -> (long) it.of(route).size())));
        columns.add(real(way + "Verdict", row -> pair(row).flatMap(it -> boxed(it.score(route)))));
        columns.add(real(way + "CostNanos", row -> pair(row).map(it -> it.costNanos(route))));
        columns.add(
                real(
                        way + "ReasoningTokens",
                        row ->
                                pair(row)
                                        .map(it ->
                                                mean(
                                                        it,
                                                        route,
                                                        r -> r.getUsage().getReasoningTokens()))));
        columns.add(
                real(
                        way + "AnswerTokens",
                        row ->
                                pair(row)
                                        .map(it ->
                                                mean(
                                                        it,
                                                        route,
                                                        r -> r.getUsage().getAnswerTokens()))));
        columns.add(
                text(
                        way + "Answer",
                        row ->
                                pair(row)
                                        .flatMap(it -> it.of(route).stream().findFirst())
                                        .flatMap(it -> it.result().getAnswer())));
        return columns;
    }

    private static double mean(Pair pair, Route route, Function<Result, Long> value) {
        return pair.of(route).stream()
                .mapToLong(it -> value.apply(it.result()))
                .average()
                .orElse(0);
    }

    private static Optional<Prompt> prompt(ReplayRow row) {
        return switch (row) {
            case Refused _ -> Optional.empty();
            case Single single -> Optional.of(single.prompt());
            case Pair pair -> Optional.of(pair.prompt());
        };
    }

    private static Optional<Sample> sample(ReplayRow row) {
        return row instanceof Single single ? Optional.of(single.sample()) : Optional.empty();
    }

    private static Optional<Pair> pair(ReplayRow row) {
        return row instanceof Pair pair ? Optional.of(pair) : Optional.empty();
    }

    private static <V> Function<ReplayRow, Optional<V>> result(
            Function<Result, Optional<V>> value) {
        return row -> sample(row).map(Sample::result).flatMap(value);
    }

    private static <V> Optional<V> ofChoice(
            ReplayRow row,
            Function<Decision, Optional<V>> single,
            Function<Pair, Optional<V>> pair) {
        return sample(row)
                .map(it -> it.result().getDecision())
                .flatMap(single)
                .or(() -> pair(row).flatMap(pair));
    }

    private static Optional<Route> route(ReplayRow row) {
        return ofChoice(row, Decision::getRoute, pair -> Optional.of(pair.choice().route()));
    }

    private static Optional<String> reason(ReplayRow row) {
        return ofChoice(
                row,
                it -> Optional.of(it.getReason().name()),
                pair -> Optional.of(pair.choice().reason().name()));
    }

    private static Optional<String> status(ReplayRow row) {
        return row instanceof Refused
                ? Optional.of("REFUSED")
                : sample(row).map(it -> it.result().getStatus().name());
    }

    private static Optional<String> failure(ReplayRow row) {
        return row instanceof Refused(_, var why)
                ? Optional.of(why)
                : sample(row).flatMap(it -> it.result().getFailure());
    }

    private static Optional<Double> boxed(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
