package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.evaluate.Occlusion.Effect;
import org.reasoningrouter.wire.Message;

/// Here each `prove` adds a tenth to a score of 0.5, each `please` takes a twentieth from it, and
/// without a `keep` there is none.
class OcclusionTest {

    private final List<Integer> batches = new ArrayList<>();

    @Test
    void thePieceThatMovesTheScoreMostComesFirstWithItsWords() {
        var prompt = prompt("I keep this. Now prove it and prove it again! Do it, please.");

        var effects = effects(prompt);

        assertThat(effects)
                .extracting(effect -> effect.span().in(prompt))
                .containsExactly(
                        "Now prove it and prove it again! ", "Do it, please.", "I keep this. ");
        assertThat(effects.get(0).change()).isCloseTo(0.2, within(1e-9));
        assertThat(effects.get(1).change()).isCloseTo(-0.05, within(1e-9));
        assertThat(effects.get(0).words().subList(0, 2))
                .extracting(word -> word.span().in(prompt))
                .containsExactly("prove ", "prove ");
        assertThat(effects.get(0).words().get(0).change()).isCloseTo(0.1, within(1e-9));
        assertThat(effects.get(0).words().get(2).change()).isZero();
        assertThat(effects.get(1).words().getFirst().span().in(prompt)).isEqualTo("please.");
    }

    @Test
    void aPieceWithoutWhichThereIsNoScoreHasNoEffectAndIsNotOpened() {
        var effects = effects(prompt("I keep this.\nprove it"));

        assertThat(effects.getLast().change()).isZero();
        assertThat(effects.getLast().words()).isEmpty();
    }

    @Test
    void everyMessageIsLookedAt() {
        var prompt = prompt("keep it", "prove this", "hm", "please");

        assertThat(effects(prompt))
                .extracting(effect -> effect.span().message())
                .containsExactly(1, 3, 0, 2);
    }

    @Test
    void aLongPromptAsksTheModelOfNoMorePromptsThanTheBounds() {
        var prompt = prompt("Then prove this and that, and please do. ".repeat(25_000));

        var effects = new Occlusion(this::lengths).of(prompt, length(prompt).value());

        assertThat(effects).hasSize(Occlusion.SENTENCES);
        assertThat(effects.get(Occlusion.OPENED - 1).words()).hasSize(Occlusion.WORDS);
        assertThat(effects.get(Occlusion.OPENED).words()).isEmpty();
        assertThat(batches.stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(Occlusion.SENTENCES + Occlusion.OPENED * Occlusion.WORDS);
        assertThat(batches).allMatch(size -> size <= Occlusion.BATCH);
    }

    private List<Scored> lengths(List<List<Message>> prompts) {
        batches.add(prompts.size());
        return prompts.stream().map(p -> new Scored(length(p), 1, false, 1, 1)).toList();
    }

    private static Score length(List<Message> prompt) {
        return new Score(prompt.getFirst().getContent().length() / (double) (1 << 21));
    }

    private List<Effect> effects(List<Message> prompt) {
        var whole = score(prompt).value();
        return new Occlusion(this::scores).of(prompt, whole);
    }

    private List<Scored> scores(List<List<Message>> prompts) {
        return prompts.stream().map(p -> new Scored(score(p), 1, false, 1, 1)).toList();
    }

    private static Score score(List<Message> prompt) {
        var text = prompt.stream().map(Message::getContent).collect(Collectors.joining(" "));
        var proofs = Math.min(4, text.split("prove", -1).length - 1);
        var pleas = Math.min(8, text.split("please", -1).length - 1);
        return new Score(text.contains("keep") ? 0.5 + proofs * 0.1 - pleas * 0.05 : Double.NaN);
    }

    private static List<Message> prompt(String... contents) {
        return List.of(contents).stream()
                .map(content -> Message.newBuilder().setContent(content).build())
                .toList();
    }
}
