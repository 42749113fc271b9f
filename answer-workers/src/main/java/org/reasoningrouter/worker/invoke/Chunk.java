package org.reasoningrouter.worker.invoke;

import java.util.List;
import java.util.Optional;

/// One event of a stream, its family's spelling already undone. A chunk is not a token.
///
/// @param content answer text, which may hold reasoning between `<think>` tags
/// @param finishReason in OpenAI's words: `stop`, `length`, …
/// @param usage of the call so far
/// @param error an HTTP-like status when the event is an error; 500 where the server names none
/// @param last whether nothing comes after it
record Chunk(
        String reasoning,
        String content,
        Optional<String> finishReason,
        Optional<ReportedUsage> usage,
        Ids ids,
        boolean simulated,
        Optional<Integer> error,
        boolean last) {

    /// Token ids, where a server returns them.
    ///
    /// @param prompt all of the prompt's, in one chunk of the stream; empty in every other
    /// @param output those of this chunk
    record Ids(List<Integer> prompt, List<Integer> output) {

        static final Ids NONE = new Ids(List.of(), List.of());
    }

    /// An event that says nothing, such as a ping.
    static final Chunk SILENT = of("", "", Optional.empty());

    /// The end of the stream.
    static final Chunk LAST =
            new Chunk(
                    "",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Ids.NONE,
                    false,
                    Optional.empty(),
                    true);

    static Chunk of(String reasoning, String content, Optional<ReportedUsage> usage) {
        return new Chunk(
                reasoning,
                content,
                Optional.empty(),
                usage,
                Ids.NONE,
                false,
                Optional.empty(),
                false);
    }

    Chunk ending(Optional<String> reason) {
        return new Chunk(reasoning, content, reason, usage, ids, simulated, error, last);
    }

    static Chunk error(int status) {
        return new Chunk(
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Ids.NONE,
                false,
                Optional.of(status),
                false);
    }
}
