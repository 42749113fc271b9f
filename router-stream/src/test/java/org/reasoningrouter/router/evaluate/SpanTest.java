package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Message;

class SpanTest {

    @Test
    void linesAndSentencesTogetherAreThePrompt() {
        var prompt = prompt("One is 1.5 m. Two?\n\n  Three!\n", " ", "四です。五です。", "");

        var sentences = Span.sentences(prompt);

        assertThat(texts(sentences, prompt))
                .containsExactly("One is 1.5 m. ", "Two?\n\n", "  Three!\n", " ", "四です。", "五です。");
    }

    @Test
    void wordsTakeTheBlanksBehindThemAndChineseHasOneACharacter() {
        var prompt = prompt("ignored", "find  x^2, 東京 😀");

        var words = new Span(1, 0, prompt.get(1).getContent().length()).words(prompt);

        assertThat(texts(words, prompt)).containsExactly("find  ", "x^2, ", "東", "京 ", "😀");
    }

    @Test
    void neighboursAreJoinedUntilThereAreFewEnough() {
        var prompt = prompt("a b c d e f g", "h i");
        var words = Span.sentences(prompt).stream().flatMap(s -> s.words(prompt).stream()).toList();

        assertThat(texts(Span.atMost(3, words), prompt))
                .containsExactly("a b c ", "d e f ", "g", "h i");
        assertThat(Span.atMost(9, words)).isEqualTo(words);
        assertThat(Span.atMost(9, List.of())).isEmpty();
    }

    @Test
    void whatIsLeftOutIsGoneFromItsMessageOnly() {
        var prompt = prompt("a b c", "a b c");

        assertThat(new Span(1, 2, 4).leftOutOf(prompt)).isEqualTo(prompt("a b c", "a c"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Span(0, 2, 2));
    }

    private static List<String> texts(List<Span> spans, List<Message> prompt) {
        return spans.stream().map(span -> span.in(prompt)).collect(Collectors.toList());
    }

    private static List<Message> prompt(String... contents) {
        return List.of(contents).stream()
                .map(content -> Message.newBuilder().setContent(content).build())
                .toList();
    }
}
