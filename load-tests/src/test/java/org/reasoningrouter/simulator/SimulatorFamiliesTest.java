package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The shapes of the families, over plain HTTP.
class SimulatorFamiliesTest extends SimulatorFamiliesFixture {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | reasoning | {'chat_template_kwargs':{'enable_thinking':false},",
                "vllm | reasoning | {'chat_template_kwargs':{'thinking':false},",
                "vllm | reasoning | {'reasoning_effort':'none',",
                "sglang | reasoning_content | {'chat_template_kwargs':{'enable_thinking':false},",
                "sglang | reasoning_content | {'reasoning':{'enabled':false},",
                "llama.cpp | reasoning_content |"
                        + " {'chat_template_kwargs':{'enable_thinking':false},",
                "llama.cpp | reasoning_content | {'reasoning_effort':'none',",
                "ollama | reasoning | {'reasoning_effort':'none',",
                "ollama | reasoning | {'reasoning':{'effort':'none'},",
                "deepseek | reasoning_content | {'thinking':{'type':'disabled'},",
                "dashscope | reasoning_content | {'enable_thinking':false,",
                "openrouter | reasoning | {'reasoning':{'enabled':false},",
                "openrouter | reasoning | {'reasoning':{'effort':'none'},"
            })
    void thinkingIsSwitchedInTheFamilysOwnWords(String family, String alias, String off)
            throws IOException {
        restart(Family.named(family));
        var on = family.equals("dashscope") ? "{'enable_thinking':true," : "{";

        var thinking = chat(on);
        var fast = chat(off);

        assertThat(thinking.text("/choices/0/delta/" + alias)).isNotEmpty();
        assertThat(fast.text("/choices/0/delta/" + alias)).isEmpty();
        assertThat(fast.text("/choices/0/delta/content")).startsWith("Simulated answer: ");
        assertThat(fast.finish()).isEqualTo("stop");
        assertThat(fast.saysDone()).isTrue();
        assertThat(thinking.events()).allMatch(event -> event.path("simulated").asBoolean());
        var ledger = simulator.ledger().calls();
        assertThat(ledger.getFirst().reasoningTokens()).isPositive();
        assertThat(ledger.getLast().reasoningTokens()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | {'thinking_token_budget':50,",
                "sglang | {'custom_params':{'thinking_budget':50},",
                "llama.cpp | {'thinking_budget_tokens':50,",
                "llama.cpp | {'reasoning_budget_tokens':50,",
                "dashscope | {'enable_thinking':true,'thinking_budget':50,"
            })
    void aNativeBudgetIsExactAndAnAnswerFollows(String family, String budget) throws IOException {
        restart(Family.named(family));

        var streamed = chat(budget);

        assertThat(simulator.ledger().reasoningTokens()).isEqualTo(50);
        assertThat(streamed.finish()).isEqualTo("stop");
        assertThat(streamed.text("/choices/0/delta/content")).startsWith("Simulated answer: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | {'thinking':{'type':'disabled'},",
                "ollama | {'chat_template_kwargs':{'enable_thinking':false},",
                "plain | {'reasoning_effort':'none','thinking_token_budget':1,",
                "deepseek | {'thinking_budget':1,",
                "sglang | {'thinking_token_budget':1,"
            })
    void whatAFamilyDoesNotKnowDoesNothing(String family, String unknown) throws IOException {
        restart(Family.named(family));

        chat(unknown);

        assertThat(simulator.ledger().reasoningTokens()).isGreaterThan(1);
    }

    @Test
    void openAiRefusesWhatItDoesNotKnow() throws IOException {
        restart(Family.OPENAI);

        var refused = calls.post(CHAT, "{'thinking_token_budget':1," + MESSAGES + "}");
        var oldCap = calls.post(CHAT, "{'max_tokens':1," + MESSAGES + "}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("thinking_token_budget");
        assertThat(oldCap.statusCode()).isEqualTo(400);
        assertThat(simulator.ledger().calls())
                .allMatch(call -> call.end() == SimulatorLedger.End.TURNED_AWAY);
    }

    @Test
    void openAiKeepsItsReasoningAndCountsIt() throws IOException {
        restart(Family.OPENAI);

        var low = chat("{'reasoning_effort':'low',");
        var high = chat("{'reasoning_effort':'high',");

        assertThat(low.body()).doesNotContain("\"reasoning\"").doesNotContain("reasoning_content");
        assertThat(reasoning(high)).isGreaterThan(reasoning(low)).isPositive();
    }

    @Test
    void aServerWithoutAParserPutsTheThoughtIntoTheContent() throws IOException {
        restart(Family.PLAIN);

        var content = chat("{").text("/choices/0/delta/content");

        assertThat(content)
                .startsWith("<think>\n")
                .containsOnlyOnce("</think>\n\nSimulated answer: ");
    }

    @Test
    void openRouterGivesDetailsAndPingsAndTakesOneControlOnly() throws IOException {
        restart(Family.OPENROUTER);

        var streamed = chat("{");
        var both =
                calls.post(
                        CHAT, "{'reasoning':{'max_tokens':1000,'effort':'low'}," + MESSAGES + "}");

        assertThat(streamed.body()).startsWith(": OPENROUTER PROCESSING");
        assertThat(streamed.text("/choices/0/delta/reasoning_details/0/text"))
                .isEqualTo(streamed.text("/choices/0/delta/reasoning"));
        assertThat(both.statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
    void usageIsWhatTheLedgerSays(Family family) throws IOException {
        restart(family);

        var usage = chat("{").usage();

        var call = simulator.ledger().calls().getFirst();
        assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(call.inputTokens());
        assertThat(usage.path("completion_tokens").asLong())
                .isEqualTo(call.reasoningTokens() + call.answerTokens());
        var reasoning =
                switch (family) {
                    case VLLM, OPENAI, DEEPSEEK, DASHSCOPE, OPENROUTER ->
                            usage.at("/completion_tokens_details/reasoning_tokens");
                    case SGLANG -> usage.path("reasoning_tokens");
                    case LLAMA_CPP, OLLAMA, PLAIN, ANTHROPIC -> usage.path("none");
                };
        assertThat(reasoning.isMissingNode() || reasoning.asLong() == call.reasoningTokens())
                .isTrue();
        assertThat(usage.has("prompt_tokens_details"))
                .isEqualTo(family != Family.OLLAMA && family != Family.PLAIN);
    }

    @ParameterizedTest
    @EnumSource
    void theSameWordsOfAUserGiveTheSameValueEverywhere(Family family) throws IOException {
        restart(family);
        var path = family == Family.ANTHROPIC ? "/v1/messages" : CHAT;
        var cap = family == Family.OPENAI ? "'max_completion_tokens'" : "'max_tokens'";
        var easy = "[{'role':'user','content':'[easy] Which one?'}]";

        var answer = calls.answer(path, "{" + cap + ":30000,'messages':" + easy + "}");

        assertThat(answer.path("simulated").asBoolean()).isTrue();
        assertThat(answer.toString()).contains("Simulated answer: ");
    }

    @Test
    void softSwitchesCountTheNewestFirst() throws IOException {
        restart(Family.VLLM);
        var said =
                "{'messages':[{'role':'system','content':'/no_think'},{'role':'user','content':'";

        calls.answer(CHAT, said + "Why?'}]}");
        calls.answer(CHAT, said + "Why? /think'}]}");

        assertThat(simulator.ledger().calls().getFirst().reasoningTokens()).isZero();
        assertThat(simulator.ledger().calls().getLast().reasoningTokens()).isPositive();
    }

    @Test
    void aCapWithinTheThoughtLeavesNoContent() throws IOException {
        restart(Family.VLLM);

        var cut = calls.answer(CHAT, "{'max_tokens':20," + MESSAGES + "}");

        assertThat(cut.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(cut.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(cut.at("/usage/completion_tokens").asInt()).isEqualTo(20);
        assertThat(simulator.ledger().reasoningTokens()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | /version | version",
                "sglang | /get_model_info | model_path",
                "llama.cpp | /props | chat_template",
                "ollama | /api/version | version",
                "openai | /v1/models | data",
                "anthropic | /v1/models | data"
            })
    void eachFamilyIsKnownByItsPages(String family, String page, String field) throws IOException {
        restart(Family.named(family));
        var others = List.of("/version", "/get_model_info", "/props", "/api/version");

        assertThat(RawCalls.json(calls.get(page).body()).has(field)).isTrue();
        assertThat(others)
                .filteredOn(other -> !other.equals(page))
                .allMatch(other -> calls.get(other).statusCode() == 404);
    }

    @Test
    void anUpgradeToHttp2LosesTheBodyOfUvicorn() throws IOException {
        restart(Family.VLLM);
        var http2 = java.net.http.HttpClient.newHttpClient();
        try (http2) {
            var request =
                    java.net.http.HttpRequest.newBuilder(
                                    java.net.URI.create(simulator.url() + "/chat/completions"))
                            .POST(
                                    java.net.http.HttpRequest.BodyPublishers.ofString(
                                            "{\"messages\":[]}"));

            var response =
                    http2.sendAsync(
                                    request.build(),
                                    java.net.http.HttpResponse.BodyHandlers.ofString())
                            .join();

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("Field required");
        }
    }
}
