package org.reasoningrouter.simulator;

/// How a family reports tokens.
enum UsageShape {
    /// Both details, each in its object.
    NESTED,
    /// Reasoning beside the totals: SGLang.
    TOP_LEVEL,
    /// Cached input, no reasoning: llama.cpp.
    CACHED_ONLY,
    TOTALS_ONLY,
    /// Both details, and the cache's hits and misses beside the totals: DeepSeek.
    CACHE_HITS;

    String json(Counts counts) {
        var totals =
                "\"prompt_tokens\":"
                        + counts.input()
                        + ",\"completion_tokens\":"
                        + counts.output()
                        + ",\"total_tokens\":"
                        + (counts.input() + counts.output());
        return "{" + totals + details(counts) + "}";
    }

    /// A completion has no reasoning parser, so nobody counts reasoning.
    String completionJson(Counts counts) {
        var shape = this == TOTALS_ONLY ? TOTALS_ONLY : CACHED_ONLY;
        return shape.json(counts);
    }

    private String details(Counts counts) {
        var cached = ",\"prompt_tokens_details\":{\"cached_tokens\":" + counts.cached() + "}";
        var reasoning =
                ",\"completion_tokens_details\":{\"reasoning_tokens\":" + counts.reasoning() + "}";
        return switch (this) {
            case NESTED -> cached + reasoning;
            case TOP_LEVEL -> cached + ",\"reasoning_tokens\":" + counts.reasoning();
            case CACHED_ONLY -> cached;
            case TOTALS_ONLY -> "";
            case CACHE_HITS ->
                    cached
                            + reasoning
                            + ",\"prompt_cache_hit_tokens\":"
                            + counts.cached()
                            + ",\"prompt_cache_miss_tokens\":"
                            + (counts.input() - counts.cached());
        };
    }
}
