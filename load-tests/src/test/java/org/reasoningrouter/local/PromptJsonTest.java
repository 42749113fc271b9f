package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Role;

class PromptJsonTest {

    @Test
    void aTextIsOneMessageOfTheUser() {
        var prompt = PromptJson.read("{\"id\":\"a\",\"text\":\"hi\"}");

        assertThat(prompt.getPromptId()).isEqualTo("a");
        assertThat(prompt.getMessages()).hasSize(1);
        assertThat(prompt.getMessages().getFirst().getRole()).isEqualTo(Role.USER);
        assertThat(prompt.getMessages().getFirst().getContent()).isEqualTo("hi");
        assertThat(prompt.getMode()).isEqualTo(Mode.AUTO);
        assertThat(prompt.getTimeLimitMs()).isEmpty();
    }

    @Test
    void everyFieldFindsItsPlace() {
        var prompt =
                PromptJson.read(
                        """
                        {"id":7,"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],
                         "tenant":"t","lane":"bulk","mode":"THINKING","timeLimitMs":5000,"reference":42,
                         "maxThinkingTokens":100,"maxAnswerTokens":50,"traceparent":"00-a-b-01",
                         "generation":{"temperature":0,"topP":0.5,"stop":"x","seed":9,"responseFormat":{"type":"json_object"}},
                         "attributes":{"source":"gsm8k","level":5},"unknown":true}
                        """);

        assertThat(prompt.getPromptId()).isEqualTo("7");
        assertThat(prompt.getMessages()).extracting("role").containsExactly(Role.SYSTEM, Role.USER);
        assertThat(prompt.getTenant()).isEqualTo("t");
        assertThat(prompt.getLane()).isEqualTo(Lane.BULK);
        assertThat(prompt.getMode()).isEqualTo(Mode.THINKING);
        assertThat(prompt.getTimeLimitMs()).hasValue(5000L);
        assertThat(prompt.getReference()).hasValue("42");
        assertThat(prompt.getMaxThinkingTokens()).hasValue(100);
        assertThat(prompt.getMaxAnswerTokens()).hasValue(50);
        assertThat(prompt.getTraceparent()).hasValue("00-a-b-01");
        assertThat(prompt.getAttributes())
                .containsEntry("source", "gsm8k")
                .containsEntry("level", "5");
        var generation = prompt.getGeneration().orElseThrow();
        assertThat(generation.getTemperature()).hasValue(0.0);
        assertThat(generation.getTopP()).hasValue(0.5);
        assertThat(generation.getStop()).containsExactly("x");
        assertThat(generation.getSeed()).hasValue(9L);
        assertThat(generation.getResponseFormat()).hasValue("{\"type\":\"json_object\"}");
    }

    @Test
    void whatTheRouterRejectsIsReadAllTheSame() {
        var prompt = PromptJson.read("{\"id\":\"a\",\"text\":\"\",\"timeLimitMs\":-1}");

        assertThat(prompt.getMessages().getFirst().getContent()).isEmpty();
        assertThat(prompt.getTimeLimitMs()).hasValue(-1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"id":"a"                             | no valid JSON at column 10
                    []                                    | expected a JSON object
                    {"text":"hi"}                         | id is missing
                    {"id":"a"}                            | give either text or messages
                    {"id":"a","text":"x","messages":[]}   | give either text or messages
                    {"id":"a","text":5}                   | text must be text
                    {"id":"a","messages":"x"}             | messages must be an array of {role, content}
                    {"id":"a","messages":[{}]}            | a message has no content
                    {"id":"a","text":"x","mode":"deep"}   | mode must be auto, fast or thinking
                    {"id":"a","text":"x","timeLimitMs":1.5} | timeLimitMs must be a whole number
                    {"id":"a","text":"x","maxAnswerTokens":3000000000} | maxAnswerTokens is too large
                    {"id":"a","text":"x","attributes":{"a":[]}} | attributes must be texts, numbers or booleans
                    """)
    void saysWhatIsWrong(String line, String why) {
        assertThatThrownBy(() -> PromptJson.read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
