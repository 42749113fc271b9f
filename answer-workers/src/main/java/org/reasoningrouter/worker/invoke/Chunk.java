package org.reasoningrouter.worker.invoke;

import java.util.Optional;

/// One event of a stream, its family's spelling already undone. A chunk is not a token.
///
/// @param content answer text, which may hold reasoning between `<think>` tags
/// @param usage of the call so far
/// @param error an HTTP-like status when the event is an error; 500 where the server names none
record Chunk(
        String reasoning,
        String content,
        Optional<String> finishReason,
        Optional<ReportedUsage> usage,
        boolean simulated,
        Optional<Integer> error) {

    static Chunk error(int status) {
        return new Chunk("", "", Optional.empty(), Optional.empty(), false, Optional.of(status));
    }
}
