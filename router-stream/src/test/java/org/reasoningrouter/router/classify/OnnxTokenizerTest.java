package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxTokenizerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Prove that 2^n > n for all n.",
                "東京は日本の首都です。",
                "a😀b👩‍👩‍👧‍👦 c\uFFFD\u0000d",
                "line\n\n  two \t three  "
            })
    void everyTokenEndsBetweenTwoCharactersAndNotBeforeTheOneBeforeIt(String text) {
        try (var tokenizer = new OnnxTokenizer(ModelFolder.at("classpath:model/default"))) {
            var ends = tokenizer.ends(text);

            assertThat(ends).hasSize(tokenizer.ids(text).length - tokenizer.ids("").length);
            assertThat(Arrays.stream(ends).boxed().toList()).isSorted();
            assertThat(Arrays.stream(ends)).allMatch(end -> isWhole(text, end));
        }
    }

    @Test
    void aTextCutWhereTokensEndHasTheSameTokensBeforeTheCut() {
        var text = "Grüße 😀😀 from 東京: what is 17 * 23, and why? Zażółć gęślą jaźń.";
        try (var tokenizer = new OnnxTokenizer(ModelFolder.at("classpath:model/default"))) {
            var ends = tokenizer.ends(text);
            var ids = tokenizer.ids(text);
            assertThat(ends[ends.length - 1]).isEqualTo(text.length());

            for (var kept = 1; kept < ends.length; kept++) {
                if (ends[kept - 1] < ends[kept]) {
                    var head = tokenizer.ids(text.substring(0, ends[kept - 1]));
                    assertThat(Arrays.copyOf(head, kept + 1))
                            .isEqualTo(Arrays.copyOf(ids, kept + 1));
                }
            }
        }
    }

    private static boolean isWhole(String text, int at) {
        return at == 0
                || at == text.length()
                || !Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
    }
}
