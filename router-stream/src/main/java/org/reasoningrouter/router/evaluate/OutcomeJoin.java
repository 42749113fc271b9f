package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.router.evaluate.OutcomeLine.Broken;
import org.reasoningrouter.router.evaluate.OutcomeLine.CutOff;
import org.reasoningrouter.router.evaluate.OutcomeLine.Run;
import org.reasoningrouter.router.evaluate.OutcomeLine.Untried;

/// Outcomes and scores of the same prompts, put together by id. Runs of one prompt are averaged;
/// what finds no partner is counted.
///
/// It keeps a few numbers for each prompt with an outcome, and no text.
final class OutcomeJoin {

    private final Map<String, Tally> prompts = new LinkedHashMap<>();
    private long runs;
    private long cutOff;
    private long untried;
    private long broken;
    private String complaint = "";
    private long unknown;
    private long failed;

    /// What was left out, and why.
    ///
    /// @param cutOff runs whose thinking was cut off
    /// @param untried runs that were not made both ways
    /// @param broken lines of outcomes that are none
    /// @param complaint about the first of them; empty when there is none
    /// @param unscored prompts with an outcome and no score
    /// @param unknown scores without an outcome
    /// @param failed lines of scores that say an error
    record LeftOut(
            long cutOff,
            long untried,
            long broken,
            String complaint,
            long unscored,
            long unknown,
            long failed) {}

    void outcome(long number, OutcomeLine line) {
        switch (line) {
            case Run run -> {
                runs++;
                prompts.computeIfAbsent(run.id(), _ -> new Tally(run)).add(run);
            }
            case CutOff _ -> cutOff++;
            case Untried _ -> untried++;
            case Broken(var why) -> {
                broken++;
                complaint = complaint.isEmpty() ? "line %d: %s".formatted(number, why) : complaint;
            }
        }
    }

    /// Whether there is an outcome that has no score yet.
    boolean awaitsScore(String id) {
        return Optional.ofNullable(prompts.get(id)).filter(it -> it.score.isEmpty()).isPresent();
    }

    /// The score of a prompt; the last one counts where there are several.
    void score(String id, double score) {
        var tally = prompts.get(id);
        if (tally == null) {
            unknown++;
        } else {
            tally.score = OptionalDouble.of(score);
        }
    }

    /// A line of scores that holds an error.
    void noScore() {
        failed++;
    }

    /// The prompts with both, in the order of their outcomes.
    List<JudgedPrompt> prompts() {
        var judged = new ArrayList<JudgedPrompt>();
        for (var tally : prompts.values()) {
            tally.score.ifPresent(score -> judged.add(tally.judged(score)));
        }
        return judged;
    }

    /// How many of the runs had their thinking cut off; no number where none says so, since then
    /// nobody may have looked.
    OptionalDouble cut() {
        return cutOff == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) cutOff / (cutOff + runs));
    }

    LeftOut leftOut() {
        var unscored = prompts.values().stream().filter(tally -> tally.score.isEmpty()).count();
        return new LeftOut(cutOff, untried, broken, complaint, unscored, unknown, failed);
    }

    private static final class Tally {

        private final String domain;
        private final int characters;
        private final int symbols;
        private double fast;
        private double thinking;
        private double lost;
        private int runs;
        private final Asker asker;
        private final Mean fastTokens = new Mean();
        private final Mean thinkingTokens = new Mean();
        private OptionalDouble score = OptionalDouble.empty();

        private Tally(Run first) {
            domain = first.domain();
            characters = first.text().map(JudgedPrompt::charactersOf).orElse(0);
            symbols = first.text().map(JudgedPrompt::symbolsOf).orElse(0);
            asker = first.circumstances().asker();
        }

        private void add(Run run) {
            fast += run.fast();
            thinking += run.thinking();
            lost += run.thinking() * (1 - run.fast());
            runs++;
            run.circumstances().fastTokens().ifPresent(fastTokens::add);
            run.circumstances().thinkingTokens().ifPresent(thinkingTokens::add);
        }

        private JudgedPrompt judged(double score) {
            return new JudgedPrompt(
                    domain,
                    characters,
                    symbols,
                    fast / runs,
                    thinking / runs,
                    score,
                    lost / runs,
                    new Circumstances(asker, fastTokens.value(), thinkingTokens.value()));
        }
    }

    private static final class Mean {

        private double sum;
        private int count;

        private void add(double value) {
            sum += value;
            count++;
        }

        private OptionalDouble value() {
            return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
        }
    }
}
