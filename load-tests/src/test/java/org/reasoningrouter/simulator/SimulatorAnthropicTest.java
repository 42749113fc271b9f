package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Anthropic has an API of its own.
class SimulatorAnthropicTest extends SimulatorFamiliesFixture {

    @Test
    void anthropicSpeaksInBlocks() throws IOException {
        restart(Family.ANTHROPIC);
        var thinking = "'thinking':{'type':'enabled','budget_tokens':1024},";

        var on = anthropic("{" + thinking + ANTHROPIC + MESSAGES + "}");
        var off = anthropic("{" + ANTHROPIC + MESSAGES + "}");

        assertThat(on.text("/delta/thinking")).isNotEmpty();
        assertThat(on.text("/delta/text")).startsWith("Simulated answer: ");
        assertThat(on.text("/delta/stop_reason")).isEqualTo("end_turn");
        assertThat(on.body()).endsWith("{\"type\":\"message_stop\"}\n\n").doesNotContain("[DONE]");
        assertThat(off.text("/delta/thinking")).isEmpty();
        var call = simulator.ledger().calls().getFirst();
        var usage = on.usage();
        assertThat(call.reasoningTokens()).isBetween(1L, 1126L);
        assertThat(usage.at("/output_tokens_details/thinking_tokens").asLong())
                .isEqualTo(call.reasoningTokens());
        assertThat(usage.path("output_tokens").asLong())
                .isEqualTo(call.reasoningTokens() + call.answerTokens());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max_tokens':9000,'thinking':{'type':'enabled','budget_tokens':100},",
                "{'max_tokens':1024,'thinking':{'type':'enabled','budget_tokens':1024},",
                "{'max_tokens':9000,'model':'claude-opus-4-7','thinking':{'type':'enabled','budget_tokens':2000},",
                "{'max_tokens':9000,'chat_template_kwargs':{},",
                "{"
            })
    void anthropicRefusesWhatItsRulesForbid(String body) throws IOException {
        restart(Family.ANTHROPIC);

        assertThat(calls.post("/v1/messages", body + MESSAGES + "}").statusCode()).isEqualTo(400);
    }

    @Test
    void adaptiveThinkingIsShownOnDemandOnly() throws IOException {
        restart(Family.ANTHROPIC);
        var body = "{'model':'claude-opus-4-7','thinking':{'type':'adaptive'%s}," + ANTHROPIC;

        var hidden = anthropic(body.formatted("") + MESSAGES + "}");
        var shown = anthropic(body.formatted(",'display':'summarized'") + MESSAGES + "}");

        assertThat(hidden.text("/delta/thinking")).isEmpty();
        assertThat(hidden.usage().at("/output_tokens_details/thinking_tokens").asInt())
                .isPositive();
        assertThat(shown.text("/delta/thinking")).isNotEmpty();
    }
}
