package org.reasoningrouter.router.evaluate;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.reasoningrouter.router.evaluate.Occlusion.Effect;

/// An explanation as lines for a person.
///
/// @param raises how a mark that raises the score is dressed, a colour on a terminal
/// @param lowers the same for one that lowers it
record ExplanationText(UnaryOperator<String> raises, UnaryOperator<String> lowers) {

    private static final int BAR = 60;
    private static final int SHOWN = 6;
    private static final int SHOWN_WORDS = 4;
    private static final int TEXT = 56;
    private static final int MARKS = 6;
    private static final double MARK = 0.03;

    /// Smaller changes are not shown; a piece that the model does not read changes nothing.
    private static final double LEAST = 0.001;

    /// As a file or a pipe gets it.
    static ExplanationText plain() {
        return new ExplanationText(UnaryOperator.identity(), UnaryOperator.identity());
    }

    List<String> lines(Explanation it) {
        var lines = new ArrayList<String>();
        lines.add(
                format(
                        ROOT,
                        "route    %s (%s): %s",
                        it.choice().route(),
                        it.choice().reason(),
                        why(it)));
        if (it.scored().score().isNumber()) {
            lines.add(format(ROOT, "score    %.3f   threshold %.3f", score(it), it.threshold()));
            lines.add("         " + bar(score(it), it.threshold()));
        }
        it.choice()
                .thinkingBudget()
                .ifPresent(most ->
                        lines.add(format(ROOT, "budget   at most %,d thinking tokens", most)));
        lines.add(
                format(
                        ROOT,
                        "model    %s, stage %d of the cascade",
                        it.modelVersion(),
                        it.scored().stage()));
        lines.add(format(ROOT, "policy   %s", it.policy().version()));
        lines.add(format(ROOT, "tokens   %,d, %s", it.scored().tokens(), read(it)));
        lines.add("");
        lines.addAll(effects(it));
        return lines;
    }

    private List<String> effects(Explanation it) {
        var lines = new ArrayList<String>();
        var sentences = moving(it.effects(), SHOWN);
        if (sentences.isEmpty()) {
            return List.of("No piece of the text moves the score when it is left out.");
        }
        lines.add("What each piece adds to the score, found by leaving it out, most first:");
        for (var sentence : sentences) {
            lines.add(piece(it, sentence, it.messages().size() > 1, ""));
            moving(sentence.words(), SHOWN_WORDS)
                    .forEach(word -> lines.add(piece(it, word, false, "    ")));
        }
        return lines;
    }

    private String piece(Explanation it, Effect effect, boolean named, String indent) {
        var sign = effect.change() > 0 ? "+" : "-";
        var marks = sign.repeat(Math.clamp(Math.round(Math.abs(effect.change()) / MARK), 1, MARKS));
        var dress = effect.change() > 0 ? raises : lowers;
        var speaker = it.messages().get(effect.span().message()).getRole().name();
        return format(
                ROOT,
                "  %s%s %s%s",
                indent,
                dress.apply(format(ROOT, "%+.3f %-6s", effect.change(), marks)),
                named ? speaker.toLowerCase(ROOT) + ": " : "",
                oneLine(effect.span().in(it.messages())));
    }

    private static List<Effect> moving(List<Effect> effects, int most) {
        return effects.stream()
                .filter(effect -> Math.abs(effect.change()) >= LEAST)
                .limit(most)
                .toList();
    }

    private static double score(Explanation it) {
        return it.scored().score().value();
    }

    /// Filled up to the score; the threshold is a bar.
    private static String bar(double score, double threshold) {
        var bar = new StringBuilder("#".repeat((int) Math.round(score * BAR)));
        bar.append(".".repeat(BAR - bar.length()));
        bar.insert((int) Math.round(threshold * BAR), '|');
        return "0 [" + bar + "] 1";
    }

    private static String why(Explanation it) {
        return switch (it.choice().reason()) {
            case EXPLICIT_MODE -> "the mode asks for it";
            case HINT -> "the newest /think or /no_think in the messages asks for it";
            case SCORE ->
                    it.explores()
                            ? "the policy explores the other route than the score says"
                            : score(it) >= it.threshold()
                                    ? "the score reaches the threshold"
                                    : "the score is below the threshold";
            case CLASSIFIER_NOT_A_NUMBER -> "the model gave no number, so the policy's fallback";
            case BUDGET,
                    BUDGET_SPENT,
                    BACKLOG,
                    CLASSIFIER_TIMEOUT,
                    CLASSIFIER_FAILED,
                    MISSING_ID,
                    EMPTY,
                    TOO_LONG,
                    BAD_ENCODING,
                    UNKNOWN_TENANT,
                    PAST_DEADLINE,
                    OUT_OF_RANGE,
                    TOO_LARGE,
                    UNKNOWN ->
                    throw new IllegalStateException(
                            "no reason of a scored prompt: " + it.choice().reason());
        };
    }

    private static String read(Explanation it) {
        return it.scored().truncated() ? "truncated: the model read a part of them" : "all read";
    }

    /// Without what would break the line or steer a terminal.
    private static String oneLine(String text) {
        var line = text.strip().replaceAll("\\s+", " ").replaceAll("\\p{C}", "\uFFFD");
        var points = line.codePointCount(0, line.length());
        if (points <= TEXT) {
            return line;
        }
        var head = line.offsetByCodePoints(0, TEXT / 2);
        var tail = line.offsetByCodePoints(line.length(), -(TEXT / 2 - 3));
        return line.substring(0, head) + "..." + line.substring(tail);
    }
}
