package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.worker.invoke.ThinkSplitter.Begin;

class ThinkSplitterTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100})
    void tagsMayBeCutAnywhere(int size) {
        var splitter = split("<think>abc</think>\n\nThe answer < 5", size, true);

        assertThat(splitter.answer()).isEqualTo("The answer < 5");
        assertThat(splitter.reasoningChars()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void aLoneClosingTagEndsReasoningWhereThinkingWasAskedFor(int size) {
        var splitter = split("abcd</think>yes", size, true);

        assertThat(splitter.answer()).isEqualTo("yes");
        assertThat(splitter.reasoningChars()).isEqualTo(4);
    }

    @Test
    void aLoneClosingTagIsTextWhereItWasNot() {
        assertThat(split("abcd</think>yes", 3, false).answer()).isEqualTo("abcd</think>yes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void anEmptyPairOfTagsIsNoThinking(int size) {
        var splitter = split("<think>\n\n</think>\n\nyes", size, false);

        assertThat(splitter.answer()).isEqualTo("yes");
        assertThat(splitter.reasoningChars()).isZero();
    }

    @Test
    void aTagAfterTheBeginningIsText() {
        var text = "Write <think> to think";

        assertThat(split(text, 4, true).answer()).isEqualTo(text);
    }

    @Test
    void textIsKeptToTheLetter() {
        assertThat(split("  a</thi", 1, true).answer()).isEqualTo("  a</thi");
        assertThat(split(" <thin", 1, false).answer()).isEqualTo(" <thin");
    }

    @Test
    void tagsAreTextOnceReasoningCameApart() {
        var splitter = new ThinkSplitter(Begin.OUTPUT_OR_THOUGHT, false);
        splitter.reasoningCameApart();
        splitter.add("<think>a</think>");
        splitter.end();

        assertThat(splitter.answer()).isEqualTo("<think>a</think>");
        assertThat(splitter.reasoningChars()).isZero();
    }

    @Test
    void thinkingThatNeverEndsLeavesNoAnswer() {
        var splitter = split("<think>abc", 2, true);

        assertThat(splitter.answer()).isEmpty();
        assertThat(splitter.reasoningChars()).isEqualTo(3);
    }

    private static ThinkSplitter split(String text, int size, boolean thinks) {
        var splitter = new ThinkSplitter(thinks ? Begin.OUTPUT_OR_THOUGHT : Begin.OUTPUT, false);
        for (var at = 0; at < text.length(); at += size) {
            splitter.add(text.substring(at, Math.min(text.length(), at + size)));
        }
        splitter.end();
        return splitter;
    }
}
