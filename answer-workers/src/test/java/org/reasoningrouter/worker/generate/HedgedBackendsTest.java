package org.reasoningrouter.worker.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.Asked.Answered;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.ModelServer;

/// What becomes of a fast call whose first token is late, where a second server may be asked.
class HedgedBackendsTest extends SeveralBackendsFixture {

    @Test
    void aSilentServerIsHedgedByTheOther() {
        earnAHedge();
        backends = List.of(backend(BOTH, "first", FakeSlowServer.silent(), 4), backends.getLast());

        var asked = ask(Route.FAST, false);

        assertThat(asked).isInstanceOf(Answered.class);
        assertThat(asked.attempts())
                .extracting(Attempt::getPurpose)
                .containsExactly("answer", "hedge");
        assertThat(second.calls).hasSize(1);
        assertThat(hedges.spend()).isFalse();
    }

    @Test
    void theOnlyServerIsHedgedByItself() {
        earnAHedge();
        var silent = FakeSlowServer.silent();
        var isFirst = new AtomicBoolean(true);
        ModelServer silentOnce =
                (call, until, firstToken) ->
                        isFirst.getAndSet(false)
                                ? silent.generate(call, until, firstToken)
                                : first.generate(call, until, firstToken);
        backends = List.of(backend(BOTH, "first", silentOnce, 4));

        assertThat(ask(Route.FAST, false)).isInstanceOf(Answered.class);
        assertThat(first.calls).hasSize(1);
    }

    @Test
    void withoutAPlaceForItAHedgeIsSaved() {
        earnAHedge();
        var token = new CountDownLatch(1);
        backends = List.of(backend(BOTH, "first", FakeSlowServer.answeringAfter(token), 1));
        token.countDown();

        assertThat(ask(Route.FAST, false).attempts()).hasSize(1);
        assertThat(hedges.spend()).isTrue();
    }

    @Test
    void thinkingIsNeverHedged() {
        earnAHedge();
        var threads = new ArrayList<Thread>();
        backends =
                List.of(
                        backend(
                                BOTH,
                                "first",
                                (call, until, firstToken) -> {
                                    threads.add(Thread.currentThread());
                                    return first.generate(call, until, firstToken);
                                },
                                4));

        ask(Route.THINKING, false);

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    private void earnAHedge() {
        for (var i = 0; i < 20; i++) {
            hedges.ended(List.of(Calling.generated(Calling.call(Route.FAST), "yes").attempt()));
        }
    }
}
