package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.LONG;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.MODEL;
import static org.reasoningrouter.worker.invoke.LlmClientFixture.PATIENT;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// Streams in each family's own shape, through the client: every one thinks and answers forty-two.
class DialectStreamTest {

    // Tokens are: input, cached, reasoning and answer tokens, and where they come from
    enum Stream {
        VLLM(
                Family.VLLM,
                "11 4 6 3 SERVER",
                """
                data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":{"prompt_tokens":11,"total_tokens":11,"completion_tokens":0}}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"reasoning":"hm hm"},"finish_reason":null}],"usage":{"prompt_tokens":11,"total_tokens":17,"completion_tokens":6}}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"forty-"},"finish_reason":null}],"usage":{"prompt_tokens":11,"total_tokens":18,"completion_tokens":7}}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"two"},"finish_reason":"stop","stop_reason":null}],"usage":{"prompt_tokens":11,"total_tokens":20,"completion_tokens":9}}

                data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":11,"total_tokens":20,"completion_tokens":9,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":6}}}

                data: [DONE]

                """),
        // 0.25 and before: another alias, and no count of reasoning.
        OLD_VLLM(
                Family.VLLM,
                "11 0 3 6 CHARACTERS",
                """
                data: {"choices":[{"index":0,"delta":{"reasoning_content":"hm hm"},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":"forty-two"},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":11,"total_tokens":20,"completion_tokens":9,"completion_tokens_details":{"reasoning_tokens":0}}}

                data: [DONE]

                """),
        SGLANG(
                Family.SGLANG,
                "11 0 6 3 SERVER",
                """
                data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning_content":null},"finish_reason":null}],"usage":null}

                data: {"id":"1","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"hm hm"},"finish_reason":null}],"usage":null}

                data: {"id":"1","choices":[{"index":0,"delta":{"content":"forty-two","reasoning_content":null},"finish_reason":null}],"usage":null}

                data: {"id":"1","choices":[{"index":0,"delta":{"content":null},"finish_reason":"stop","matched_stop":151645}],"usage":null}

                data: {"id":"1","choices":[],"usage":{"prompt_tokens":11,"total_tokens":20,"completion_tokens":9,"prompt_tokens_details":null,"reasoning_tokens":6}}

                data: [DONE]

                """),
        LLAMA_CPP(
                Family.LLAMA_CPP,
                "11 4 3 6 CHARACTERS",
                """
                : ping

                data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"object":"chat.completion.chunk"}

                data: {"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"hm hm"}}]}

                : ping

                data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"forty-two"}}]}

                data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}]}

                data: {"choices":[],"usage":{"completion_tokens":9,"prompt_tokens":11,"total_tokens":20,"prompt_tokens_details":{"cached_tokens":4}},"timings":{"cache_n":4,"prompt_ms":1.0,"predicted_n":9,"predicted_ms":9.0}}

                data: [DONE]

                """),
        OLLAMA(
                Family.OLLAMA,
                "11 0 3 6 CHARACTERS",
                """
                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm hm"},"finish_reason":null}]}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"role":"assistant","content":"forty-two"},"finish_reason":null}]}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}

                data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20}}

                data: [DONE]

                """),
        // No parser, and no usage: tags in the text, chunks for tokens.
        PLAIN(
                Family.PLAIN,
                "0 0 1 1 CHUNKS",
                """
                data: {"choices":[{"index":0,"delta":{"content":"<think>hm hm"},"finish_reason":null}]}

                data: {"choices":[{"index":0,"delta":{"content":"</think>forty-two"},"finish_reason":"stop"}]}

                data: [DONE]

                """),
        // Reasoning is counted and not shown.
        OPENAI(
                Family.OPENAI,
                "11 4 6 3 SERVER",
                """
                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"finish_reason":null}],"usage":null,"obfuscation":"x"}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"forty-two"},"finish_reason":null}],"usage":null}

                data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

                data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":6}}}

                data: [DONE]

                """),
        // Its input leaves the cache out: 5 + 4 read + 2 written.
        ANTHROPIC(
                Family.ANTHROPIC,
                "11 4 6 3 SERVER",
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m","stop_reason":null,"usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":4,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm hm"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: content_block_start
                data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"forty-two"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":1}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9,"output_tokens_details":{"thinking_tokens":6}}}

                event: message_stop
                data: {"type":"message_stop"}

                """),
        DEEPSEEK(
                Family.DEEPSEEK,
                "11 4 6 3 SERVER",
                """
                : keep-alive

                data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"hm hm"},"finish_reason":null}],"usage":null}

                data: {"id":"1","choices":[{"index":0,"delta":{"content":"forty-two","reasoning_content":null},"finish_reason":null}],"usage":null}

                data: {"id":"1","choices":[{"index":0,"delta":{"content":"","reasoning_content":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":7,"completion_tokens_details":{"reasoning_tokens":6}}}

                data: [DONE]

                """),
        DASHSCOPE(
                Family.DASHSCOPE,
                "11 0 6 3 SERVER",
                """
                data: {"choices":[{"delta":{"content":null,"role":"assistant","reasoning_content":""},"index":0,"finish_reason":null}],"usage":null}

                data: {"choices":[{"delta":{"content":null,"reasoning_content":"hm hm"},"index":0,"finish_reason":null}],"usage":null}

                data: {"choices":[{"delta":{"content":"forty-two","reasoning_content":null},"index":0,"finish_reason":null}],"usage":null}

                data: {"choices":[{"delta":{"content":"","reasoning_content":null},"index":0,"finish_reason":"stop"}],"usage":null}

                data: {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20,"completion_tokens_details":{"reasoning_tokens":6}}}

                data: [DONE]

                """),
        // Two aliases of the same reasoning, and comments while it waits.
        OPENROUTER(
                Family.OPENROUTER,
                "11 4 6 3 SERVER",
                """
                : OPENROUTER PROCESSING

                data: {"id":"gen-1","provider":"P","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"hm hm","reasoning_details":[{"type":"reasoning.text","text":"hm hm"}]},"finish_reason":null}]}

                data: {"id":"gen-1","choices":[{"index":0,"delta":{"role":"assistant","content":"forty-two"},"finish_reason":null}]}

                data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop","native_finish_reason":"stop"}]}

                data: {"id":"gen-1","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}],"usage":{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":6}}}

                data: [DONE]

                """);

        private final Family family;
        private final String tokens;
        private final String text;

        Stream(Family family, String tokens, String text) {
            this.family = family;
            this.tokens = tokens;
            this.text = text;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aThoughtAndItsAnswerAreReadWithTheirTokens(Stream stream) throws IOException {
        var generated = (Generated) played(stream.family, stream.text);

        assertThat(generated.text()).isEqualTo("forty-two");
        assertThat(generated.finishReason()).isEqualTo("stop");
        assertThat(generated.thinkingObserved()).isTrue();
        var usage = generated.attempt().getUsage();
        assertThat(
                        "%d %d %d %d %s"
                                .formatted(
                                        usage.getInputTokens(),
                                        usage.getCachedTokens(),
                                        usage.getReasoningTokens(),
                                        usage.getAnswerTokens(),
                                        usage.getSource()))
                .isEqualTo(stream.tokens);
    }

    static Generation played(Family family, String text) throws IOException {
        try (var server =
                        new FakeHttpServer(exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            send(exchange, text);
                        });
                var client =
                        new LlmClient(
                                new LlmSettings(
                                        server.url(), PATIENT, Duration.ZERO, 1 << 20, 1000),
                                family.dialect(MODEL),
                                Optional.of("secret"),
                                InstantSource.system())) {
            return client.generate(
                    Calling.call(Route.THINKING), Instant.now().plus(LONG), FirstToken.UNHEARD);
        }
    }
}
