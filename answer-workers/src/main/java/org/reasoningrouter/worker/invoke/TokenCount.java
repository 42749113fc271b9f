package org.reasoningrouter.worker.invoke;

import java.util.Optional;
import java.util.OptionalLong;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

/// What was seen of one call's output, from which tokens are counted where the server does not.
///
/// @param reasoningChunks chunks that held reasoning
/// @param answerChunks chunks that held text of the answer
/// @param reasoningIds token ids of the server's own that came before the end of the thought; empty
///   where none came
record TokenCount(
        long reasoningChars,
        long answerChars,
        long reasoningChunks,
        long answerChunks,
        OptionalLong reasoningIds) {

    /// The best count there is: the server's, of tokens or by its token ids; its total shared out
    /// by characters; chunks.
    ///
    /// A reported zero beside reasoning text stands for "not counted".
    Usage usage(Optional<ReportedUsage> reported) {
        var input = reported.map(ReportedUsage::input).orElse(0L);
        var cached = reported.map(ReportedUsage::cached).orElse(0L);
        var output = reported.flatMap(r -> r.output().stream().boxed().findFirst());
        if (output.isEmpty()) {
            var source = reasoningChunks + answerChunks > 0 ? TokenSource.CHUNKS : TokenSource.NONE;
            return usage(input, cached, reasoningChunks, answerChunks, source);
        }
        var reasoning =
                reported.flatMap(r -> r.reasoning().stream().boxed().findFirst()).orElse(0L);
        if (reasoning > 0 || reasoningChars == 0) {
            var part = Math.min(reasoning, output.get());
            return usage(input, cached, part, output.get() - part, TokenSource.SERVER);
        }
        if (reasoningIds.isPresent()) {
            var part = Math.min(reasoningIds.getAsLong(), output.get());
            return usage(input, cached, part, output.get() - part, TokenSource.SERVER);
        }
        var share = (double) reasoningChars / (reasoningChars + answerChars);
        var part = Math.round(output.get() * share);
        return usage(input, cached, part, output.get() - part, TokenSource.CHARACTERS);
    }

    private static Usage usage(
            long input, long cached, long reasoning, long answer, TokenSource source) {
        return Usage.newBuilder()
                .setInputTokens(input)
                .setCachedTokens(cached)
                .setReasoningTokens(reasoning)
                .setAnswerTokens(answer)
                .setSource(source)
                .build();
    }
}
