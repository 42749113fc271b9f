package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatDialectTest {

    private final Dialect dialect = new PlainDialect(LlmClientFixture.MODEL);

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"error":{"code":429}}                                        | 429
                    {"error":{"code":"rate_limit_exceeded"}}                      | 429
                    {"error":{"code":"429","message":"slow down"}}                | 429
                    {"error":{"type":"overloaded_error"}}                         | 529
                    {"error":{"type":"BadRequestError","code":400}}               | 400
                    {"error":{"type":"BadRequestError"}}                          | 400
                    {"error":{"type":"invalid_request_error","code":null}}        | 400
                    {"error":{"code":"context_length_exceeded"}}                  | 400
                    {"error":{"code":"invalid_api_key"}}                          | 401
                    {"error":{"code":"insufficient_quota","type":"insufficient_quota"}} | 402
                    {"error":{"type":"server_error","code":7}}                    | 500
                    {"error":"boom"}                                              | 500
                    """)
    void anErrorIsClassedByItsCodeOrItsType(String event, int status) throws IOException {
        assertThat(dialect.read(event).error()).contains(status);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> dialect.read("[1]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> dialect.read("")).isInstanceOf(IOException.class);
    }

    @Test
    void theEndIsNoChunk() throws IOException {
        assertThat(dialect.read("[DONE]").last()).isTrue();
        assertThat(dialect.read("{}").last()).isFalse();
    }
}
