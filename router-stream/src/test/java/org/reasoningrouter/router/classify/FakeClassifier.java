package org.reasoningrouter.router.classify;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// Scores a text by what it says: `score 0.7` gives 0.7, `not a number` gives NaN, `broken` fails
/// the whole batch, `unreadable` fails the tokeniser. One token a character. The score of a text
/// that is [#RECORDED] is known. One that says `held` is tokenised once [#release] lets it.
///
/// The second model of a cascade reads what stands after `second:`, the first what stands before.
/// Each call of the model needs a permit; by default there are plenty.
public final class FakeClassifier implements Classifier {

    public static final String VERSION = "fake-1";
    public static final String SECOND_VERSION = "fake-2";

    public static final String RECORDED = "was scored before";

    private final BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> started = new LinkedBlockingQueue<>();
    private final Semaphore calls;
    private final Semaphore held = new Semaphore(0);
    private final int sessions;
    private final boolean second;
    private volatile LongConsumer clock = _ -> {};
    private volatile boolean sharesCores;
    private volatile boolean closed;
    private volatile @Nullable Thread encoder;

    public FakeClassifier() {
        this(1, 1_000_000);
    }

    public FakeClassifier(int sessions, int calls) {
        this(sessions, calls, false);
    }

    private FakeClassifier(int sessions, int calls, boolean second) {
        this.sessions = sessions;
        this.calls = new Semaphore(calls);
        this.second = second;
    }

    /// The second model of a cascade, with one session.
    public static FakeClassifier second(int calls) {
        return new FakeClassifier(1, calls, true);
    }

    /// The same as one that scores on the cores of those who ask it.
    public FakeClassifier onCores() {
        sharesCores = true;
        return this;
    }

    /// The same as one whose calls move a clock on.
    ///
    /// @param clock is told how many tokens a call computes, padding included
    public FakeClassifier on(LongConsumer clock) {
        this.clock = clock;
        return this;
    }

    public boolean isClosed() {
        return closed;
    }

    /// The thread that tokenised last.
    public @Nullable Thread encoder() {
        return encoder;
    }

    /// Lets that many more calls return.
    public void allow(int more) {
        calls.release(more);
    }

    /// Lets that many texts that are held be tokenised.
    public void release(int more) {
        held.release(more);
    }

    /// The size of the next batch, if the model gets it by then.
    public Optional<Integer> startedWithin(Duration most) throws InterruptedException {
        return Optional.ofNullable(started.poll(most.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// The size of the next batch, once the model has got it.
    public int nextStarted() throws InterruptedException {
        return started.take();
    }

    /// The sizes of all batches so far.
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    @Override
    public Optional<Scored> known(Prompt prompt) {
        return prompt.getMessages().getLast().getContent().equals(RECORDED)
                ? Optional.of(new Scored(new Score(0.75), 0, false, 0, 1))
                : Optional.empty();
    }

    @Override
    public Tokens encode(List<Message> messages) {
        encoder = Thread.currentThread();
        var parts = messages.getLast().getContent().split("second:", 2);
        var text = second ? parts[parts.length - 1] : parts[0];
        if (text.contains("held")) {
            awaitRelease();
        }
        if (text.contains("unreadable")) {
            throw new IllegalStateException("the tokeniser fails");
        }
        return new Tokens(text.chars().asLongStream().limit(512).toArray(), text.length());
    }

    private void awaitRelease() {
        try {
            held.acquire();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a text was held", e);
        }
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        started.add(batch.size());
        calls.acquireUninterruptibly();
        batches.add(batch.size());
        clock.accept(Tokens.padded(batch));
        return batch.stream().map(FakeClassifier::score).toList();
    }

    private static Score score(Tokens tokens) {
        var text = new StringBuilder();
        for (var id : tokens.ids()) {
            text.appendCodePoint((int) id);
        }
        if (text.indexOf("broken") >= 0) {
            throw new IllegalStateException("the model fails");
        }
        if (text.indexOf("not a number") >= 0) {
            return new Score(Double.NaN);
        }
        var at = text.indexOf("score ");
        return new Score(at < 0 ? 0 : Double.parseDouble(text.substring(at + 6, at + 9)));
    }

    @Override
    public List<String> labels() {
        return List.of("thinking");
    }

    @Override
    public int sessions() {
        return sessions;
    }

    @Override
    public boolean sharesCores() {
        return sharesCores;
    }

    @Override
    public String version() {
        return second ? SECOND_VERSION : VERSION;
    }

    @Override
    public void close() {
        closed = true;
        calls.release(1_000);
    }
}
