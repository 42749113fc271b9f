package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

class DialectBodyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Aside NOBODY =
            (path, _) -> {
                throw new IOException("nobody answers " + path);
            };

    /// The fields of a body but for model, stream and messages, whole: what does not stand here is
    /// not sent. The ask has 1000 thinking tokens and 100 of the answer.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    VLLM       | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"chat_template_kwargs":{"enable_thinking":false,"thinking":false}}
                    VLLM       | true  | -    | {"max_tokens":1100,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"chat_template_kwargs":{"enable_thinking":true,"thinking":true}}
                    VLLM       | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"chat_template_kwargs":{"enable_thinking":true,"thinking":true},"thinking_token_budget":1000}
                    SGLANG     | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"chat_template_kwargs":{"enable_thinking":false,"thinking":false}}
                    SGLANG     | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true,"continuous_usage_stats":true},"chat_template_kwargs":{"enable_thinking":true,"thinking":true},"custom_params":{"thinking_budget":1000}}
                    LLAMA_CPP  | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true},"chat_template_kwargs":{"enable_thinking":false}}
                    LLAMA_CPP  | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true},"chat_template_kwargs":{"enable_thinking":true},"thinking_budget_tokens":1000,"reasoning_budget_tokens":1000}
                    OLLAMA     | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true},"reasoning_effort":"none"}
                    OLLAMA     | true  | -    | {"max_tokens":1100,"stream_options":{"include_usage":true},"reasoning_effort":"minimal"}
                    PLAIN      | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true}}
                    PLAIN      | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true}}
                    OPENAI     | false | -    | {"max_completion_tokens":100,"stream_options":{"include_usage":true},"reasoning_effort":"none"}
                    OPENAI     | true  | 1000 | {"max_completion_tokens":1100,"stream_options":{"include_usage":true},"reasoning_effort":"minimal"}
                    DEEPSEEK   | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true},"thinking":{"type":"disabled"}}
                    DEEPSEEK   | true  | -    | {"max_tokens":1100,"stream_options":{"include_usage":true},"thinking":{"type":"enabled"},"reasoning_effort":"low"}
                    DASHSCOPE  | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true},"enable_thinking":false}
                    DASHSCOPE  | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true},"enable_thinking":true,"thinking_budget":1000}
                    OPENROUTER | false | -    | {"max_tokens":100,"stream_options":{"include_usage":true},"reasoning":{"enabled":false}}
                    OPENROUTER | true  | -    | {"max_tokens":1100,"stream_options":{"include_usage":true},"reasoning":{"effort":"minimal"}}
                    OPENROUTER | true  | 1000 | {"max_tokens":1100,"stream_options":{"include_usage":true},"reasoning":{"max_tokens":1000}}
                    """)
    void eachFamilyIsToldInItsOwnWords(
            Family family, boolean thinks, @Nullable Integer budget, String body)
            throws IOException {
        var post = post(family.dialect(LlmClientFixture.MODEL), opening(thinks, budget));

        assertThat(post.path()).isEqualTo("/chat/completions");
        assertThat(own(post)).isEqualTo(JSON.readTree(body));
    }

    /// The same for Anthropic, whose models differ. The least it takes is a budget of 1024.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
                    claude-sonnet-4-5-20250929 | false | -    | 100  | {"max_tokens":100,"thinking":{"type":"disabled"}}
                    claude-sonnet-4-5-20250929 | true  | 2000 | 2100 | {"max_tokens":2100,"thinking":{"type":"enabled","budget_tokens":2000}}
                    claude-opus-4-6            | true  | 64   | 1100 | {"max_tokens":1124,"thinking":{"type":"enabled","budget_tokens":1024}}
                    claude-sonnet-4-20250514   | true  | -    | 2000 | {"max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024}}
                    claude-3-7-sonnet-20250219 | true  | 3000 | 2500 | {"max_tokens":2500,"thinking":{"type":"enabled","budget_tokens":2499}}
                    claude-opus-4-7            | true  | -    | 1100 | {"max_tokens":1100,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"}}
                    claude-opus-5              | true  | -    | 1100 | {"max_tokens":1100,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"}}
                    claude-opus-4-7            | false | -    | 100  | {"max_tokens":100,"thinking":{"type":"disabled"}}
                    """)
    void anthropicsModelsTakeABudgetOrAnEffort(
            String model, boolean thinks, @Nullable Integer budget, long most, String body)
            throws IOException {
        var dialect = new AnthropicDialect(new Model(model, SoftSwitches.AUTO, true));
        var turn =
                Opening.whole(
                        thinks,
                        budget == null ? OptionalInt.empty() : OptionalInt.of(budget),
                        most);

        var post = post(dialect, turn);

        assertThat(post.path()).isEqualTo("/messages");
        assertThat(own(post)).isEqualTo(JSON.readTree(body));
    }

    @Test
    void anthropicGetsItsSystemApartAndItsKeyInItsOwnHeader() throws IOException {
        var dialect = new AnthropicDialect(LlmClientFixture.MODEL);
        var ask = new Ask(conversation(), Optional.of(sampling()), 1000, 100);

        var body = JSON.readTree(dialect.post(call(ask, opening(false, null)), NOBODY).body());

        assertThat(body.path("system").asText()).isEqualTo("Be brief.");
        assertThat(body.path("messages"))
                .isEqualTo(
                        JSON.readTree(
                                """
                                [{"role":"user","content":"How much?"},
                                 {"role":"assistant","content":"/think of it"}]
                                """));
        assertThat(body.path("stop_sequences")).isEqualTo(JSON.readTree("[\"END\"]"));
        assertThat(body.has("seed")).isFalse();
        assertThat(dialect.auth("k")).containsOnlyKeys("x-api-key");
        assertThat(dialect.headers()).containsEntry("anthropic-version", "2023-06-01");
    }

    @ParameterizedTest
    @EnumSource(value = Family.class, mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
    void samplingParametersAreHandedOn(Family family) throws IOException {
        var ask = new Ask(Calling.ask().messages(), Optional.of(sampling()), 10, 20);
        var dialect = family.dialect(LlmClientFixture.MODEL);

        assertThat(dialect.post(call(ask, opening(false, null)), NOBODY).body())
                .contains("\"temperature\":0.5")
                .contains("\"top_p\":0.9")
                .contains("\"seed\":3")
                .contains("\"stop\":[\"END\"]")
                .contains("\"response_format\":{\"type\":\"json_object\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "VLLM, AUTO, false",
        "PLAIN, AUTO, true",
        "VLLM, PASS, true",
        "PLAIN, STRIP, false"
    })
    void softSwitchesGoToThoseThatHaveNoOther(Family family, SoftSwitches switches, boolean sent)
            throws IOException {
        var dialect = family.dialect(new Model("model", switches, true));
        var message = Message.newBuilder().setContent("How much? /no_think").build();
        var ask = new Ask(List.of(message), Optional.empty(), 10, 20);

        var body = JSON.readTree(dialect.post(call(ask, opening(false, null)), NOBODY).body());

        assertThat(body.path("messages").path(0).path("content").asText())
                .isEqualTo(sent ? "How much? /no_think" : "How much?");
    }

    @Test
    void countsInEveryChunkCanBeTurnedOff() throws IOException {
        var dialect = new VllmDialect(new Model("model", SoftSwitches.AUTO, false));

        assertThat(post(dialect, opening(true, null)).body()).doesNotContain("continuous");
    }

    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"VLLM", "SGLANG", "LLAMA_CPP"})
    void whatAFamilyDoesNotOfferIsABug(Family family) {
        var dialect = family.dialect(LlmClientFixture.MODEL);
        var thought = new Thought("hm", List.of(), List.of());

        assertThat(dialect.offers())
                .doesNotContain(
                        Control.TOKEN_IDS, Control.TEXT_CONTINUATION, Control.STOP_AFTER_THOUGHT);
        assertThatThrownBy(() -> post(dialect, new Continuation(thought, "Wait", true, 10)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> post(dialect, new Opening(true, OptionalInt.empty(), 10, true, true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Opening opening(boolean thinks, @Nullable Integer budget) {
        return Opening.whole(
                thinks,
                budget == null ? OptionalInt.empty() : OptionalInt.of(budget),
                thinks ? 1100 : 100);
    }

    private static List<Message> conversation() {
        return List.of(
                message(Role.SYSTEM, "Be brief."),
                message(Role.USER, "How much? /no_think"),
                message(Role.USER, "/think"),
                message(Role.ASSISTANT, "/think of it"));
    }

    private static Message message(Role role, String text) {
        return Message.newBuilder().setRole(role).setContent(text).build();
    }

    private static Generation sampling() {
        return Generation.newBuilder()
                .setTemperature(0.5)
                .setTopP(0.9)
                .setSeed(3L)
                .setStop(List.of("END"))
                .setResponseFormat("{\"type\":\"json_object\"}")
                .build();
    }

    private static Post post(Dialect dialect, Turn turn) throws IOException {
        return dialect.post(call(Calling.ask(), turn), NOBODY);
    }

    private static LlmCall call(Ask ask, Turn turn) {
        return new LlmCall("id", Purpose.ANSWER, Route.THINKING, ask, turn);
    }

    private static ObjectNode own(Post post) throws IOException {
        var body = (ObjectNode) JSON.readTree(post.body());
        assertThat(body.remove("model")).isNotNull();
        assertThat(body.remove("messages")).isNotNull();
        assertThat(body.remove("stream").asBoolean()).isTrue();
        return body;
    }
}
