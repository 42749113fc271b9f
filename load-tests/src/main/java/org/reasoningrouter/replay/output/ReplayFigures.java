package org.reasoningrouter.replay.output;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.reasoningrouter.local.Summary;
import org.reasoningrouter.replay.output.CostCurves.Answered;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// What the rows of a replay add up to, in a memory that does not grow with them.
public final class ReplayFigures implements RowSink {

    private static final int MOST_REASONS = 50;
    private static final int MOST_PAIRS = 100_000;
    private static final String OTHER = "other reasons";

    private final Summary summary = new Summary();
    private final Map<Route, Graded> graded = new EnumMap<>(Route.class);
    private final SortedMap<String, Long> refused = new TreeMap<>();
    private final CostCurves curves = new CostCurves(MOST_PAIRS);
    private final long[] thinkingTokens = new long[Long.SIZE];
    private final Map<Route, Helped> helped = new EnumMap<>(Route.class);
    private final SortedMap<String, Long> ungraded = new TreeMap<>();
    private long rows;
    private long pairs;
    private long thinkingChoices;
    private long fallbacks;

    /// Verdicts on one route's answers.
    ///
    /// @param right sum of the verdicts
    public record Graded(long answers, double right) {

        private Graded plus(double score) {
            return new Graded(answers + 1, right + score);
        }

        public double accuracy() {
            return right / answers;
        }
    }

    /// Prompts of one route of the policy, by whether thinking helped: it was right where fast was
    /// wrong.
    public record Helped(double helped, double not) {

        private Helped plus(double share) {
            return new Helped(helped + share, not + 1 - share);
        }
    }

    @Override
    public void row(ReplayRow row) {
        rows++;
        row.samples().forEach(this::sample);
        switch (row) {
            case Refused(_, var why) -> count(refused, why);
            case Single _ -> {}
            case Pair pair -> pair(pair);
        }
    }

    private void sample(Sample sample) {
        var result = sample.result();
        summary.add(result);
        fallbacks += isFallback(result.getDecision().getReason()) ? 1 : 0;
        var thought = result.getUsage().getReasoningTokens();
        if (thought > 0) {
            thinkingTokens[Long.SIZE - 1 - Long.numberOfLeadingZeros(thought)]++;
        }
        var route = result.getDecision().getRoute();
        if (sample.score().isPresent() && route.isPresent()) {
            graded.merge(
                    route.get(),
                    new Graded(1, sample.score().getAsDouble()),
                    (before, _) -> before.plus(sample.score().getAsDouble()));
        } else {
            sample.verdict().ifPresent(it -> count(ungraded, it.detail()));
        }
    }

    private static boolean isFallback(Reason reason) {
        return reason == Reason.CLASSIFIER_TIMEOUT
                || reason == Reason.CLASSIFIER_FAILED
                || reason == Reason.CLASSIFIER_NOT_A_NUMBER;
    }

    private void pair(Pair pair) {
        pairs++;
        var thinks = pair.choice().route() == Route.THINKING;
        thinkingChoices += thinks ? 1 : 0;
        var fast = pair.score(Route.FAST);
        var thinking = pair.score(Route.THINKING);
        if (fast.isEmpty() || thinking.isEmpty()) {
            return;
        }
        var text = userText(pair);
        curves.add(
                new Answered(
                        pair.choice().score().orElse(thinks ? 1.0 : 0.0),
                        thinks,
                        text.codePointCount(0, text.length()),
                        (int) text.codePoints().filter(ReplayFigures::isSymbol).count(),
                        fast.getAsDouble(),
                        thinking.getAsDouble(),
                        pair.costNanos(Route.FAST),
                        pair.costNanos(Route.THINKING)));
        var share = thinking.getAsDouble() * (1 - fast.getAsDouble());
        var before = helped.getOrDefault(pair.choice().route(), new Helped(0, 0));
        helped.put(pair.choice().route(), before.plus(share));
    }

    private static String userText(Pair pair) {
        return pair.prompt().getMessages().stream()
                .filter(message -> message.getRole() == Role.USER)
                .map(Message::getContent)
                .collect(Collectors.joining("\n"));
    }

    private static boolean isSymbol(int c) {
        return !Character.isLetter(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
    }

    private static void count(SortedMap<String, Long> reasons, String reason) {
        var known = reasons.containsKey(reason) || reasons.size() < MOST_REASONS;
        reasons.merge(known ? reason : OTHER, 1L, Long::sum);
    }

    /// Rows of the input that were written.
    public long rows() {
        return rows;
    }

    /// Of every answer.
    public Summary summary() {
        return summary;
    }

    /// Rows that were asked both ways.
    public long pairs() {
        return pairs;
    }

    /// Rows that were asked both ways and that the policy would have let think.
    public long thinkingChoices() {
        return thinkingChoices;
    }

    /// Decisions for want of a score: a replay with any of them does not say what routing does.
    public long fallbacks() {
        return fallbacks;
    }

    /// Verdicts by the route that was decided.
    public Map<Route, Graded> graded() {
        return Map.copyOf(graded);
    }

    /// Why answers have no verdict, where somebody was asked for one.
    public SortedMap<String, Long> ungraded() {
        return ungraded;
    }

    /// Why rows were no prompts.
    public SortedMap<String, Long> refused() {
        return refused;
    }

    public CostCurves curves() {
        return curves;
    }

    /// By the policy's route, of rows that were asked both ways and graded.
    public Map<Route, Helped> helped() {
        return Map.copyOf(helped);
    }

    /// Thoughts from one power of two of reasoning tokens up to the next.
    public record Thoughts(long from, long to, long count) {

        String title() {
            return String.format(Locale.ROOT, "%,d–%,d", from, to);
        }
    }

    /// From the shortest to the longest that there were, none left out between.
    public List<Thoughts> thoughts() {
        var thoughts = new ArrayList<Thoughts>();
        for (var power = 0; power < Long.SIZE - 1; power++) {
            thoughts.add(new Thoughts(1L << power, (2L << power) - 1, thinkingTokens[power]));
        }
        var first = 0;
        while (first < thoughts.size() && thoughts.get(first).count() == 0) {
            first++;
        }
        var last = thoughts.size();
        while (last > first && thoughts.get(last - 1).count() == 0) {
            last--;
        }
        return List.copyOf(thoughts.subList(first, last));
    }

    @Override
    public void close() {}
}
