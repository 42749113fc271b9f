package org.reasoningrouter.worker.invoke;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The families of model servers, by the names that settings give them.
public enum Family {
    VLLM("vllm"),
    SGLANG("sglang"),
    LLAMA_CPP("llama.cpp"),
    OLLAMA("ollama"),
    /// OpenAI-compatible and no more: LM Studio, KTransformers and others.
    PLAIN("plain"),
    OPENAI("openai"),
    ANTHROPIC("anthropic"),
    DEEPSEEK("deepseek"),
    DASHSCOPE("dashscope"),
    OPENROUTER("openrouter");

    private static final String AUTO = "auto";

    private final String word;

    Family(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /// The family of a name; empty for `auto`: the server is to be asked.
    public static Optional<Family> named(String name) {
        var word = name.strip().toLowerCase(Locale.ROOT);
        if (word.equals(AUTO)) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(values())
                        .filter(family -> family.word.equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(unknown(name))));
    }

    private static String unknown(String name) {
        var words = Arrays.stream(values()).map(Family::word).collect(Collectors.joining(", "));
        return "worker.llm.dialect must be auto, " + words + ": '" + name + "'";
    }

    /// How this family is spoken to.
    public Dialect dialect(Model model) {
        return switch (this) {
            case VLLM -> new VllmDialect(model);
            case SGLANG -> new SglangDialect(model);
            case LLAMA_CPP -> new LlamaCppDialect(model);
            case OLLAMA -> new OllamaDialect(model);
            case PLAIN -> new PlainDialect(model);
            case OPENAI -> new OpenAiDialect(model);
            case ANTHROPIC -> new AnthropicDialect(model);
            case DEEPSEEK -> new DeepSeekDialect(model);
            case DASHSCOPE -> new DashScopeDialect(model);
            case OPENROUTER -> new OpenRouterDialect(model);
        };
    }
}
