package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A thought that is cut and goes on in a further call, by ids and by text.
class ContinuationTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String COMPLETIONS = "/v1/completions";
    private static final String USER = "[hard] How many?";
    private static final String MESSAGES = "'messages':[{'role':'user','content':'" + USER + "'}]";
    private static final String EARLY_STOP = "\\n\\nTime is up.\\n</think>\\n\\n";
    private static final String RENDERED =
            "<|im_start|>user\\n" + USER + "<|im_end|>\\n<|im_start|>assistant\\n<think>\\n";

    private LlmSimulator simulator;
    private RawCalls calls;

    @BeforeEach
    void start() throws IOException {
        start(Family.VLLM);
    }

    private void start(Family family) throws IOException {
        var ponderous = new SimulatedModel(2000, 0.3, 30_000);
        simulator =
                LlmSimulator.start(0, SimulatorSettings.scaled(0).as(family).playing(ponderous));
        calls = new RawCalls(simulator);
    }

    @AfterEach
    void stop() {
        calls.close();
        simulator.close();
    }

    @Test
    void aThoughtCutAndForcedByIdsAnswersAsWithANativeBudget() {
        var forced =
                calls.answer(CHAT, "{'thinking_token_budget':300," + MESSAGES + "}")
                        .at("/choices/0/message/content")
                        .asText();
        var cut =
                calls.stream(
                        CHAT,
                        "{'stream':true,'return_token_ids':true,'max_tokens':300,"
                                + MESSAGES
                                + "}");
        var stop = ids(calls.answer("/tokenize", "{'prompt':'" + EARLY_STOP + "'}").path("tokens"));
        var prompt =
                cut.ids("/prompt_token_ids").stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(","))
                        + ","
                        + cut.ids("/choices/0/token_ids").stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(","))
                        + ","
                        + stop;

        var answer = calls.answer(COMPLETIONS, "{'max_tokens':2000,'prompt':[" + prompt + "]}");

        assertThat(cut.finish()).isEqualTo("length");
        assertThat(answer.at("/choices/0/text").asText()).isEqualTo(forced);
        assertThat(answer.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isGreaterThanOrEqualTo(288);
        assertThat(simulator.ledger().calls().getLast().reasoningTokens()).isZero();
    }

    @Test
    void aThoughtGoesOnByTextWhereItWasCut() {
        var whole = thought(calls.answer(CHAT, "{'max_tokens':900," + MESSAGES + "}"));
        var first = thought(calls.answer(CHAT, "{'max_tokens':400," + MESSAGES + "}"));

        var rest =
                calls.answer(
                        COMPLETIONS,
                        "{'max_tokens':500,'prompt':'" + RENDERED + first.strip() + "'}");

        assertThat(first + rest.at("/choices/0/text").asText()).isEqualTo(whole);
        assertThat(simulator.ledger().calls().getLast().reasoningTokens()).isEqualTo(500);
    }

    @Test
    void aThoughtStopsAtItsEndWhenToldTo() {
        var stopped =
                calls.stream(
                        CHAT,
                        "{'stream':true,'stop_token_ids':["
                                + Tokens.END_OF_THINKING
                                + "],'return_token_ids':true,"
                                + MESSAGES
                                + "}");

        assertThat(stopped.finish()).isEqualTo("stop");
        assertThat(stopped.text("/choices/0/delta/content")).isEmpty();
        assertThat(stopped.ids("/choices/0/token_ids").getLast()).isEqualTo(Tokens.END_OF_THINKING);
        assertThat(simulator.ledger().answerTokens()).isZero();
    }

    @Test
    void waitMakesItThinkOn() {
        var stop = "'stop':['</think>'],";
        var thought = thought(calls.answer(CHAT, "{" + stop + MESSAGES + "}"));

        var further =
                calls.answer(
                        COMPLETIONS,
                        "{'max_tokens':20000,"
                                + stop
                                + "'prompt':'"
                                + RENDERED
                                + thought
                                + " Wait'}");

        assertThat(further.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(simulator.ledger().calls().getLast().reasoningTokens()).isGreaterThan(100);
    }

    @Test
    void withoutAStopTheTextHasTheTagAndThenTheAnswer() {
        var text =
                calls.answer(COMPLETIONS, "{'max_tokens':20000,'prompt':'" + RENDERED + "'}")
                        .at("/choices/0/text")
                        .asText();

        assertThat(text).containsOnlyOnce("</think>\n\nSimulated answer: ");
    }

    @Test
    void aProbeGetsTheBareValue() {
        var first = thought(calls.answer(CHAT, "{'max_tokens':400," + MESSAGES + "}"));

        var probe =
                calls.answer(
                        COMPLETIONS,
                        "{'max_tokens':4,'prompt':'" + RENDERED + first + "</think> Answer:'}");

        assertThat(probe.at("/choices/0/text").asText())
                .matches("\\d{1,3} \\(simulated answer\\) .*");
    }

    @Test
    void sglangGoesOnByInputIds() throws IOException {
        stop();
        start(Family.SGLANG);
        var cut =
                calls.stream(
                        CHAT,
                        "{'stream':true,'return_token_ids':true,'max_tokens':100,"
                                + MESSAGES
                                + "}");
        var ids =
                cut.ids("/prompt_token_ids").toString().replace("]", ",")
                        + cut.ids("/choices/0/token_ids")
                                .toString()
                                .replace("[", "")
                                .replace("]", ",2]");

        var answer = calls.answer(CHAT, "{'input_ids':" + ids + ",'max_tokens':2000}");
        var generated =
                calls.answer(
                        "/generate",
                        "{'input_ids':" + ids + ",'sampling_params':{'max_new_tokens':2000}}");

        assertThat(answer.at("/choices/0/message/content").asText()).startsWith("Simulated answer");
        assertThat(generated.path("text").asText())
                .isEqualTo(answer.at("/choices/0/message/content").asText());
    }

    @Test
    void chatContinuesItsLastMessage() {
        var first = thought(calls.answer(CHAT, "{'max_tokens':400," + MESSAGES + "}"));
        var messages =
                "'messages':[{'role':'user','content':'"
                        + USER
                        + "'},{'role':'assistant','content':'<think>\\n"
                        + first
                        + EARLY_STOP
                        + "'}]";

        var answer =
                calls.answer(
                        CHAT,
                        "{'continue_final_message':true,'add_generation_prompt':false,"
                                + messages
                                + "}");

        assertThat(answer.at("/choices/0/message/content").asText())
                .startsWith("Simulated answer: ");
        assertThat(simulator.ledger().calls().getLast().reasoningTokens()).isZero();
    }

    @Test
    void llamaCppRendersItsTemplate() throws IOException {
        stop();
        start(Family.LLAMA_CPP);

        var prompt = calls.answer("/apply-template", "{" + MESSAGES + "}").path("prompt").asText();

        assertThat(prompt).isEqualTo(RENDERED.replace("\\n", "\n"));
    }

    private static String thought(com.fasterxml.jackson.databind.JsonNode answer) {
        return answer.at("/choices/0/message/reasoning").asText();
    }

    private static String ids(com.fasterxml.jackson.databind.JsonNode array) {
        return array.toString().replace("[", "").replace("]", "");
    }
}
