package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicDialectTest {

    private final Dialect dialect = new AnthropicDialect(LlmClientFixture.MODEL);

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "refusal, refusal"
    })
    void whyItEndedIsSaidInOpenAisWords(String reason, String said) throws IOException {
        var chunk =
                dialect.read(
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"%s\"}}"
                                .formatted(reason));

        assertThat(chunk.finishReason()).contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, 529",
        "rate_limit_error, 429",
        "invalid_request_error, 400",
        "api_error, 500"
    })
    void anErrorIsClassedByItsType(String type, int status) throws IOException {
        var chunk =
                dialect.read("{\"type\":\"error\",\"error\":{\"type\":\"%s\"}}".formatted(type));

        assertThat(chunk.error()).contains(status);
    }

    @Test
    void theOutputOfAMessageThatBeginsIsNoCount() throws IOException {
        var chunk =
                dialect.read(
                        """
                        {"type":"message_start","message":{"usage":{"input_tokens":5,"output_tokens":1}}}
                        """);

        assertThat(chunk.usage())
                .contains(new ReportedUsage(5, 0, OptionalLong.empty(), OptionalLong.empty()));
    }
}
