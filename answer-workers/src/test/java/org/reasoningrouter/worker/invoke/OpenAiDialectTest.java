package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.Turn.Opening;

class OpenAiDialectTest {

    private final OpenAiDialect dialect = new OpenAiDialect("model", true, true);

    @Test
    void withoutTheSwitchesTheBodyHoldsNothingOfVllms() {
        var strict = new OpenAiDialect("model", false, false).body(Calling.call(Route.THINKING));

        assertThat(strict).doesNotContain("chat_template_kwargs").doesNotContain("continuous");
    }

    @Test
    void samplingParametersAreHandedOn() {
        var sampling =
                org.reasoningrouter.wire.Generation.newBuilder()
                        .setTemperature(0.5)
                        .setTopP(0.9)
                        .setSeed(3L)
                        .setStop(List.of("END"))
                        .setResponseFormat("{\"type\":\"json_object\"}")
                        .build();
        var ask = new Ask(Calling.ask().messages(), Optional.of(sampling), 10, 20);

        var turn = Opening.whole(false, OptionalInt.empty(), 20);

        assertThat(dialect.body(new LlmCall("id", Purpose.ANSWER, Route.FAST, ask, turn)))
                .contains("\"temperature\":0.5")
                .contains("\"top_p\":0.9")
                .contains("\"seed\":3")
                .contains("\"stop\":[\"END\"]")
                .contains("\"response_format\":{\"type\":\"json_object\"}");
    }

    @Test
    void twoAliasesWithTheSameReasoningAreReadOnce() throws IOException {
        var chunk =
                dialect.read(
                        """
                        {"choices":[{"delta":{"reasoning":"hm","reasoning_content":"hm"}}]}\
                        """);

        assertThat(chunk.reasoning()).isEqualTo("hm");
    }

    @Test
    void aReasoningCountAtTheTopIsFound() throws IOException {
        var chunk = dialect.read("{\"usage\":{\"completion_tokens\":9,\"reasoning_tokens\":5}}");

        assertThat(chunk.usage())
                .contains(new ReportedUsage(0, 0, OptionalLong.of(9), OptionalLong.of(5)));
    }

    @Test
    void anErrorKeepsItsStatus() throws IOException {
        assertThat(dialect.read("{\"error\":{\"code\":429}}").error()).contains(429);
        assertThat(dialect.read("{\"error\":\"boom\"}").error()).contains(500);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> dialect.read("[1]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> dialect.read("")).isInstanceOf(IOException.class);
    }
}
