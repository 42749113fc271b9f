package org.reasoningrouter.router.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.wire.Message;

/// Which pieces of a prompt move its score, found by leaving each out and asking again.
///
/// Sentences and lines first, then the words of those that move it most. The model is asked of at
/// most [#SENTENCES] + [#OPENED] x [#WORDS] prompts, whatever the length: pieces of a long prompt
/// are larger. Pieces that only count together do not show, nor does what the model never read.
final class Occlusion {

    static final int SENTENCES = 32;
    static final int WORDS = 16;
    static final int OPENED = 3;
    static final int BATCH = 16;

    private static final Comparator<Effect> MOST_FIRST =
            Comparator.comparingDouble(effect -> -Math.abs(effect.change()));

    private final PromptScores scores;

    Occlusion(PromptScores scores) {
        this.scores = scores;
    }

    /// What a piece does to the score.
    ///
    /// @param change the score less the score without the piece: above 0 it speaks for thinking
    /// @param words of it, if it was looked into; those that move the score most first, as always
    record Effect(Span span, double change, List<Effect> words) {

        Effect {
            words = List.copyOf(words);
        }
    }

    /// @param score of the whole prompt
    List<Effect> of(List<Message> prompt, double score) {
        var sentences = Span.atMost(SENTENCES, Span.sentences(prompt));
        var effects = effects(prompt, score, sentences);
        return IntStream.range(0, effects.size())
                .mapToObj(i -> i < OPENED ? opened(prompt, score, effects.get(i)) : effects.get(i))
                .toList();
    }

    private Effect opened(List<Message> prompt, double score, Effect effect) {
        var words = Span.atMost(WORDS, effect.span().words(prompt));
        return effect.change() == 0 || words.size() < 2
                ? effect
                : new Effect(effect.span(), effect.change(), effects(prompt, score, words));
    }

    private List<Effect> effects(List<Message> prompt, double score, List<Span> spans) {
        var effects = new ArrayList<Effect>();
        for (var from = 0; from < spans.size(); from += BATCH) {
            var batch = spans.subList(from, Math.min(from + BATCH, spans.size()));
            var without = scores.of(batch.stream().map(span -> span.leftOutOf(prompt)).toList());
            for (var i = 0; i < batch.size(); i++) {
                var change = change(score, without.get(i).score());
                effects.add(new Effect(batch.get(i), change, List.of()));
            }
        }
        effects.sort(MOST_FIRST);
        return effects;
    }

    /// A prompt without a score says nothing of the piece that it lacks.
    private static double change(double score, Score without) {
        return without.isNumber() ? score - without.value() : 0;
    }
}
