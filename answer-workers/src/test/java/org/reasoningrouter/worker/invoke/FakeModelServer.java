package org.reasoningrouter.worker.invoke;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// A server that ends each call as it was told beforehand, and answers when it was told nothing.
public final class FakeModelServer implements ModelServer {

    public final List<LlmCall> calls = new ArrayList<>();
    private final Deque<Function<LlmCall, Generation>> ends = new ArrayDeque<>();

    public FakeModelServer then(Function<LlmCall, Generation> end) {
        ends.add(end);
        return this;
    }

    public FakeModelServer thenFails(Failure failure) {
        return then(_ -> Calling.failed(failure));
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        calls.add(call);
        var next = ends.poll();
        var end = next == null ? Calling.generated(call, "forty-two") : next.apply(call);
        if (end.attempt().getFirstTokenAt().isPresent()) {
            firstToken.came();
        }
        return end;
    }
}
