package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of a reply as a stream of bytes that takes all that has come at one go.
///
/// The one of `java.net.http` asks for more before what it has is read, so the next token ends that
/// request as soon as it comes, and a pause between reads only makes the reader late. This one asks
/// when it has read everything, and paused.
///
/// The slot's thread reads; a thread of the HTTP client hands over; any thread may close. Between
/// them stands a queue that never holds more than the one part that was asked for and the end.
final class PacedBodyClient extends InputStream implements BodySubscriber<InputStream> {

    private static final int ONE_PART_AND_TWO_ENDS = 3;

    private final ReadPace pace;
    private final ScheduledExecutorService timer;
    private final BlockingQueue<Part> parts = new ArrayBlockingQueue<>(ONE_PART_AND_TWO_ENDS);
    private final CompletableFuture<Subscription> subscribed = new CompletableFuture<>();
    private Iterator<ByteBuffer> rest = List.<ByteBuffer>of().iterator();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private @Nullable End end;

    /// What the HTTP client hands over.
    private sealed interface Part {}

    private record Bytes(List<ByteBuffer> buffers) implements Part {}

    private record End(@Nullable Throwable why) implements Part {}

    /// @param pause the longest time that what has come may lie
    /// @param timer ends the pauses of all bodies
    PacedBodyClient(Duration pause, ScheduledExecutorService timer) {
        pace = new ReadPace(pause);
        this.timer = timer;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (!subscribed.complete(subscription)) {
            subscription.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Bytes(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        parts.offer(new End(failure));
    }

    @Override
    public void onComplete() {
        parts.offer(new End(null));
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!current.hasRemaining()) {
            if (rest.hasNext()) {
                current = rest.next();
            } else if (!takeMore()) {
                return -1;
            }
        }
        var taken = Math.min(length, current.remaining());
        current.get(into, offset, taken);
        return taken;
    }

    /// Waits for what comes next, and says whether it is more than the end.
    private boolean takeMore() throws IOException {
        if (end == null) {
            switch (next()) {
                case Bytes(var buffers) -> {
                    pace.read(System.nanoTime());
                    rest = buffers.iterator();
                    return true;
                }
                case End it -> end = it;
            }
        }
        if (end.why() != null) {
            throw new IOException("the body broke off", end.why());
        }
        return false;
    }

    private Part next() throws IOException {
        ask();
        try {
            return parts.take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // to ask cannot fail
    private void ask() {
        var subscription = subscribed.join();
        var pause = pace.pauseNanos(System.nanoTime());
        if (pause > 0) {
            timer.schedule(() -> subscription.request(1), pause, TimeUnit.NANOSECONDS);
        } else {
            subscription.request(1);
        }
    }

    /// Pauses from now on: the first token came.
    void begin() {
        pace.begin(System.nanoTime());
    }

    /// Pauses no more: the answer is whole, and only the end of the stream is to come.
    void hurry() {
        pace.end();
    }

    /// Gives up what is left: the connection is closed, which is what cancels a call.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // to cancel cannot fail
    public void close() {
        subscribed.thenAccept(Subscription::cancel);
        onError(new IOException("closed"));
    }
}
