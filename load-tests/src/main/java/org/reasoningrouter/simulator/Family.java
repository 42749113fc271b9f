package org.reasoningrouter.simulator;

import java.util.Locale;
import java.util.Set;

/// A family of model servers, in what it sends back.
public enum Family {
    VLLM(Reasoning.REASONING, UsageShape.NESTED),
    SGLANG(Reasoning.REASONING_CONTENT, UsageShape.TOP_LEVEL),
    LLAMA_CPP(Reasoning.REASONING_CONTENT, UsageShape.CACHED_ONLY),
    OLLAMA(Reasoning.REASONING, UsageShape.TOTALS_ONLY),
    /// LM Studio, KTransformers and others that speak the API and little more: without a reasoning
    /// parser the thought comes as content, between tags.
    PLAIN(Reasoning.TAGS, UsageShape.TOTALS_ONLY),
    /// Chat Completions, which keeps its reasoning to itself.
    OPENAI(Reasoning.HIDDEN, UsageShape.NESTED),
    ANTHROPIC(Reasoning.REASONING, UsageShape.NESTED),
    DEEPSEEK(Reasoning.REASONING_CONTENT, UsageShape.CACHE_HITS),
    DASHSCOPE(Reasoning.REASONING_CONTENT, UsageShape.NESTED),
    OPENROUTER(Reasoning.DETAILS, UsageShape.NESTED);

    private static final Set<Family> HOSTED =
            Set.of(OPENAI, ANTHROPIC, DEEPSEEK, DASHSCOPE, OPENROUTER);

    private final Reasoning reasoning;
    private final UsageShape usage;

    Family(Reasoning reasoning, UsageShape usage) {
        this.reasoning = reasoning;
        this.usage = usage;
    }

    /// How a thought comes back.
    enum Reasoning {
        REASONING,
        REASONING_CONTENT,
        /// As `reasoning` and again in `reasoning_details`.
        DETAILS,
        /// As content between `<think>` tags.
        TAGS,
        HIDDEN;

        Reasoning otherAlias() {
            return switch (this) {
                case REASONING, DETAILS -> REASONING_CONTENT;
                case REASONING_CONTENT -> REASONING;
                case TAGS -> TAGS;
                case HIDDEN -> HIDDEN;
            };
        }
    }

    Reasoning reasoning() {
        return reasoning;
    }

    UsageShape usage() {
        return usage;
    }

    boolean reportsCached() {
        return usage != UsageShape.TOTALS_ONLY;
    }

    boolean isHosted() {
        return HOSTED.contains(this);
    }

    /// Whether it has `/v1/completions`, tokens in and out, and the chat template of its model.
    boolean hasCompletions() {
        return !isHosted();
    }

    /// Whether its HTTP server is uvicorn, which loses the body of a request that asks for h2c.
    boolean losesBodyOnUpgrade() {
        return this == VLLM || this == SGLANG;
    }

    /// The name on command lines: `llama.cpp`, `plain`.
    public String word() {
        return this == LLAMA_CPP ? "llama.cpp" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Family named(String word) {
        for (var family : values()) {
            if (family.word().equals(word.toLowerCase(Locale.ROOT))) {
                return family;
            }
        }
        throw new IllegalArgumentException("no family has this name: " + word);
    }
}
