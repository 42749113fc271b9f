package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// Thoughts that are kept, and what goes on from them. The server's vocabulary gives `</think>` the
/// id 99 and any other text 7 and 8.
class LlmClientThoughtTest extends LlmClientThoughtFixture {

    @Test
    void aThoughtThatTheCapCutIsKeptWithItsIds() throws IOException {
        play(Family.VLLM, thinking("length", "3,4"));

        var cut = (Cut) generate(KEEPS);

        assertThat(cut.thought()).isEqualTo(new Thought("hm hm", List.of(1, 2), List.of(3, 4)));
        assertThat(cut.closed()).isFalse();
        assertThat(cut.attempt().getOutcome()).isEqualTo("answered");
        assertThat(cut.attempt().getUsage().getReasoningTokens()).isEqualTo(2);
        assertThat(cut.attempt().getUsage().getSource()).isEqualTo(TokenSource.SERVER);
        assertThat(server.body).contains("\"return_token_ids\":true");
    }

    @Test
    void theTagThatEndedAThoughtIsNoPartOfIt() throws IOException {
        play(Family.VLLM, thinking("stop", "3,4,99"));

        var cut = (Cut) generate(STOPS);

        assertThat(cut.thought().ids()).containsExactly(3, 4);
        assertThat(cut.closed()).isTrue();
        assertThat(server.body).contains("\"stop_token_ids\":[99]");
    }

    @Test
    void aThoughtThatJustEndedWhenTheCapCameIsClosed() throws IOException {
        play(Family.VLLM, thinking("length", "3,4,99"));

        assertThat(((Cut) generate(KEEPS)).closed()).isTrue();
    }

    @Test
    void anAnswerAfterAKeptThoughtIsAnAnswer() throws IOException {
        play(Family.VLLM, calls("data: " + REASONING, "data: " + CONTENT, "data: " + STOP));

        assertThat(((Generated) generate(KEEPS)).text()).isEqualTo("forty-two");
    }

    @Test
    void withoutIdsTheTextIsKept() throws IOException {
        play(
                Family.LLAMA_CPP,
                calls(
                        "data: {\"choices\":[{\"delta\":{\"content\":\"<think>hm \"}}]}",
                        "data: {\"choices\":[{\"delta\":{\"content\":\"hm\"}}]}",
                        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}"));

        var cut = (Cut) generate(KEEPS);

        assertThat(cut.thought()).isEqualTo(new Thought("hm hm", List.of(), List.of()));
        assertThat(cut.thought().hasIds()).isFalse();
        assertThat(cut.closed()).isFalse();
    }

    @Test
    void aThoughtThatIsNotKeptIsNoAnswer() throws IOException {
        play(Family.VLLM, thinking("length", "3,4"));

        var failed = (Failed) generate(Opening.whole(true, OptionalInt.empty(), 100));

        assertThat(failed.failure()).isEqualTo(Failure.EMPTY);
    }

    @Test
    void aKeptThoughtIsBoundAsAnAnswerIs() throws IOException {
        var long1001 = "x".repeat(1001);
        play(
                Family.VLLM,
                calls(
                        "data: {\"choices\":[{\"delta\":{\"reasoning\":\"%s\"}}]}"
                                .formatted(long1001)));

        assertThat(((Failed) generate(KEEPS)).failure()).isEqualTo(Failure.TOO_LARGE);
    }

    @Test
    void vllmGoesOnByTokenIds() throws IOException {
        play(Family.VLLM, completion("forty-two", "stop"));

        var generated = (Generated) generate(new Continuation(THOUGHT, CLOSING, false, 50));

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(generated.thinkingObserved()).isFalse();
        assertThat(server.path).isEqualTo("/v1/completions");
        assertThat(server.body)
                .contains("\"prompt\":[1,2,3,4,7,8]")
                .contains("\"max_tokens\":50")
                .doesNotContain("messages");
    }

    @Test
    void sglangGoesOnByInputIdsWithoutItsParser() throws IOException {
        play(
                Family.SGLANG,
                calls(
                        "data: {\"choices\":[{\"delta\":{\"content\":\"forty-two\"},\"finish_reason\":\"stop\"}]}"));

        var generated = (Generated) generate(new Continuation(THOUGHT, CLOSING, false, 50));

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(server.path).isEqualTo("/v1/chat/completions");
        assertThat(server.body)
                .contains("\"input_ids\":[1,2,3,4,7,8]")
                .contains("\"separate_reasoning\":false");
    }

    @Test
    void llamaCppGoesOnByTheTextOfItsOwnTemplate() throws IOException {
        play(Family.LLAMA_CPP, completion("forty-two", "stop"));
        var thought = new Thought("hm", List.of(), List.of());

        var generated = (Generated) generate(new Continuation(thought, CLOSING, false, 50));

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(server.path).isEqualTo("/v1/completions");
        assertThat(server.body)
                .contains("\"prompt\":\"<user>How much?<think>\\nhm\\n</think>\\n\\n\"");
    }

    @Test
    void withoutIdsVllmRendersTheTemplateItself() throws IOException {
        play(Family.VLLM, completion("forty-two", "stop"));
        var thought = new Thought("hm", List.of(), List.of());

        generate(new Continuation(thought, CLOSING, false, 50));

        assertThat(server.body).contains("\"prompt\":[5,6,7,8]");
    }

    @Test
    void aModelThatThinksOnEndsItsThoughtInTheText() throws IOException {
        play(Family.VLLM, completion("hm again</think>forty-two", "stop"));

        var generated = (Generated) generate(new Continuation(THOUGHT, "Wait", true, 50));

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(generated.thinkingObserved()).isTrue();
    }

    @Test
    void aModelThatIsCutAgainLeavesTheWholeThought() throws IOException {
        play(Family.VLLM, completion(" again", "length"));

        var cut = (Cut) generate(new Continuation(THOUGHT, "Wait", true, 50));

        assertThat(cut.thought())
                .isEqualTo(new Thought("hmWait again", List.of(1, 2), List.of(3, 4, 7, 8, 31, 32)));
        assertThat(cut.closed()).isFalse();
    }

    @Test
    void aModelThatThinksOnStopsWhereItsThoughtEnds() throws IOException {
        play(Family.VLLM, stopped(" again", "31,32,99"));

        var cut = (Cut) generate(new Continuation(THOUGHT, "Wait", true, 50));

        assertThat(cut.closed()).isTrue();
        assertThat(cut.thought())
                .isEqualTo(new Thought("hmWait again", List.of(1, 2), List.of(3, 4, 7, 8, 31, 32)));
        assertThat(server.body).contains("\"stop_token_ids\":[99]");
    }

    @Test
    void sglangIsToldToStopThereToo() throws IOException {
        play(Family.SGLANG, completion(" again", "stop"));

        var cut = (Cut) generate(new Continuation(THOUGHT, "Wait", true, 50));

        assertThat(cut.closed()).isTrue();
        assertThat(server.body).contains("\"stop_token_ids\":[99]");
    }

    @Test
    void llamaCppStopsAtTheTagsText() throws IOException {
        play(Family.LLAMA_CPP, completion(" again", "stop"));
        var thought = new Thought("hm", List.of(), List.of());

        var cut = (Cut) generate(new Continuation(thought, "Wait", true, 50));

        assertThat(cut.closed()).isTrue();
        assertThat(cut.thought()).isEqualTo(new Thought("hmWait again", List.of(), List.of()));
        assertThat(server.body).contains("\"stop\":[\"</think>\"]");
    }

    @Test
    void anAnswerIsNotStoppedAtATag() throws IOException {
        play(Family.VLLM, completion("forty-two", "stop"));

        generate(new Continuation(THOUGHT, CLOSING, false, 50));

        assertThat(server.body).doesNotContain("stop_token_ids");
    }

    @Test
    void aThoughtThatGoesOnWithNothingAppendedKeepsItsIds() throws IOException {
        play(Family.VLLM, completion(" again", "length"));

        var cut = (Cut) generate(new Continuation(THOUGHT, "", true, 50));

        assertThat(cut.thought())
                .isEqualTo(new Thought("hm again", List.of(1, 2), List.of(3, 4, 31, 32)));
        assertThat(server.body).contains("\"prompt\":[1,2,3,4]");
    }

    @Test
    void aThoughtThatEndsAtOnceIsTheOneBefore() throws IOException {
        play(Family.VLLM, stopped("", "99"));

        var cut = (Cut) generate(new Continuation(THOUGHT, "", true, 50));

        assertThat(cut.closed()).isTrue();
        assertThat(cut.thought()).isEqualTo(THOUGHT);
    }
}
