package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedBodyClientTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final PacedBodyClient body = new PacedBodyClient(Duration.ZERO, timer);
    private final FakeSubscription server = new FakeSubscription();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void asksForMoreOnlyWhenAllThatCameIsRead() throws IOException {
        server.reply = () -> came("ab", "c");
        body.onSubscribe(server);

        assertThat(text(body.readNBytes(2))).isEqualTo("ab");
        assertThat(text(body.readNBytes(1))).isEqualTo("c");
        assertThat(server.asked).isEqualTo(1);

        assertThat(text(body.readNBytes(3))).isEqualTo("abc");
        assertThat(server.asked).isEqualTo(2);
    }

    @Test
    void endsWithTheBody() throws IOException {
        server.reply = body::onComplete;
        body.onSubscribe(server);

        assertThat(body.read()).isEqualTo(-1);
        assertThat(body.read()).isEqualTo(-1);
    }

    @Test
    void failsWithTheConnection() {
        server.reply = () -> body.onError(new IOException("reset"));
        body.onSubscribe(server);

        assertThatThrownBy(body::read).isInstanceOf(IOException.class).hasRootCauseMessage("reset");
    }

    @Test
    void closingEndsAReadThatWaits() throws InterruptedException {
        server.reply = () -> Thread.startVirtualThread(body::close);
        body.onSubscribe(server);

        assertThatThrownBy(body::read)
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("closed");
        assertThat(server.cancelled).isTrue();
    }

    @Test
    void closingBeforeAnythingCameGivesTheConnectionUp() {
        body.close();

        body.onSubscribe(server);

        assertThat(server.cancelled).isTrue();
        assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptEndsAReadAndStaysOnItsThread() {
        server.reply = () -> Thread.currentThread().interrupt();
        body.onSubscribe(server);

        assertThatThrownBy(body::read).isInstanceOf(InterruptedIOException.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    private void came(String... parts) {
        body.onNext(
                Arrays.stream(parts)
                        .map(part -> ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Replies to each request as it is told to.
    private static final class FakeSubscription implements Subscription {

        private Runnable reply = () -> {};
        private int asked;
        private volatile boolean cancelled;

        @Override
        public void request(long parts) {
            asked++;
            reply.run();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
