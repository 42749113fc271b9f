package org.reasoningrouter.router.join;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// A tail whose replies a test gives by hand, or at once when told to.
public final class FakeAnswersTail implements AnswersTail {

    public final List<OptionalLong> questions = new ArrayList<>();
    private CompletableFuture<OptionalLong> reply = new CompletableFuture<>();
    private OptionalLong always = OptionalLong.empty();
    private boolean atOnce;

    /// From now on every question has this reply, with no wait.
    public void reply(OptionalLong offset) {
        atOnce = true;
        always = offset;
        reply.complete(offset);
    }

    public void fail(Exception because) {
        reply.completeExceptionally(because);
    }

    @Override
    public CompletableFuture<OptionalLong> lastUnread(OptionalLong nextUnread) {
        questions.add(nextUnread);
        reply = atOnce ? CompletableFuture.completedFuture(always) : new CompletableFuture<>();
        return reply;
    }

    @Override
    public void close() {}
}
