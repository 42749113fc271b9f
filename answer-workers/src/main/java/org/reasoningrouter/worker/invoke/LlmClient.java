package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// The streaming call of a model server over HTTP. Slots share it; each call belongs to its slot's
/// thread.
///
/// HTTP/1.1 always: the upgrade to h2c that `java.net.http` offers in clear text makes vLLM's
/// server lose the body. Redirects are not followed, because the key would go with them. Closing
/// the stream is what cancels a call: servers stop generating when their client is gone.
///
/// The client's own work runs on virtual threads as the slots do: each chunk is handed over twice,
/// and a platform thread woken for it costs more than everything that is done with the chunk.
public final class LlmClient implements ModelServer, AutoCloseable {

    private static final Duration END_OF_STREAM = Duration.ofMillis(500);

    private final LlmSettings settings;
    private final Dialect dialect;
    private final Map<String, String> headers;
    private final InstantSource clock;
    private final HttpClient http;
    private final ScheduledExecutorService watchdog;
    private volatile boolean cancelled;
    private final Set<Watch> running = ConcurrentHashMap.newKeySet();

    /// A client of one server.
    ///
    /// @param key the secret; it goes into the request's header and nowhere else
    public LlmClient(
            LlmSettings settings, Dialect dialect, Optional<String> key, InstantSource clock) {
        this.settings = settings;
        this.dialect = dialect;
        headers = headers(dialect, key);
        this.clock = clock;
        http =
                HttpClient.newBuilder()
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.clocks().connect())
                        .build();
        watchdog =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("llm-watchdog").factory());
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        var running = new RunningCall(call, dialect, settings, clock, firstToken);
        var left = running.left(until);
        if (!left.isPositive()) {
            return running.failed(Failure.DEADLINE);
        }
        var watch = Watch.start(watchdog, settings.clocks(), left);
        this.running.add(watch);
        if (cancelled) {
            watch.cancel();
        }
        try (watch) {
            return run(running, watch);
        } finally {
            this.running.remove(watch);
        }
    }

    /// What the family says of itself; nothing of it is measured here.
    @Override
    public Controls controls() {
        return Controls.offered(dialect.offers());
    }

    /// Cuts off every running call, and every later one at its start; each ends as CANCELLED.
    public void cancel() {
        cancelled = true;
        running.forEach(Watch::cancel);
    }

    @Override
    public void close() {
        cancel();
        http.shutdownNow();
        watchdog.shutdownNow();
    }

    private HttpRequest request(LlmCall call, Post post) {
        var request =
                HttpRequest.newBuilder(URI.create(settings.url() + post.path()))
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .header("X-Call-Id", call.callId())
                        .POST(BodyPublishers.ofString(post.body()));
        headers.forEach(request::header);
        return request.build();
    }

    private static Map<String, String> headers(Dialect dialect, Optional<String> key) {
        var headers = new HashMap<>(dialect.headers());
        key.ifPresent(secret -> headers.putAll(dialect.auth(secret)));
        return Map.copyOf(headers);
    }

    private Generation run(RunningCall running, Watch watch) {
        try {
            var post = prepare(running, new AsideClient(http, settings, headers, watch::cutBy));
            var paced = new PacedBodyClient(settings.readPause(), watchdog);
            // Closed whatever happens: a reply that comes at the instant of an interrupt has no
            // other owner, and its server would go on generating.
            try (paced) {
                var sent = http.sendAsync(request(running.call(), post), _ -> paced);
                watch.cutBy(() -> sent.cancel(true));
                var response = response(sent);
                watch.cutBy(paced::close);
                return read(running, response, paced, watch);
            }
        } catch (SseParser.TooLargeException _) {
            return running.failed(Failure.TOO_LARGE);
        } catch (Aside.StatusException e) {
            return running.refused(e.status(), Optional.empty());
        } catch (InterruptedIOException _) {
            return running.failed(Failure.CANCELLED);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return running.failed(Failure.CANCELLED);
        } catch (ExecutionException e) {
            return running.failed(watch.fired().orElseGet(() -> failureOf(e.getCause())));
        } catch (IOException | CancellationException e) {
            return running.failed(watch.fired().orElseGet(() -> brokenOrInterrupted(e)));
        }
    }

    // What must be known before the call: its words, and the ids by which its thought is kept.
    private Post prepare(RunningCall running, Aside aside) throws IOException {
        var turn = running.call().turn();
        var keeps =
                switch (turn) {
                    case Opening opening -> opening.keeps();
                    case Continuation continuation -> continuation.thinks();
                };
        if (keeps) {
            var close = dialect.ids(ThinkSplitter.CLOSE, aside);
            var appended =
                    turn instanceof Continuation continuation
                            ? dialect.ids(continuation.appended(), aside)
                            : List.<Integer>of();
            running.keepThought(close, appended);
        }
        return dialect.post(running.call(), aside);
    }

    private static HttpResponse<InputStream> response(
            CompletableFuture<HttpResponse<InputStream>> sent)
            throws InterruptedException, ExecutionException {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        }
    }

    // The stream of `java.net.http` throws what it throws when it breaks, and leaves the
    // interrupt on its thread.
    private static Failure brokenOrInterrupted(Exception e) {
        return Thread.currentThread().isInterrupted() ? Failure.CANCELLED : failureOf(e);
    }

    private Generation read(
            RunningCall running,
            HttpResponse<InputStream> response,
            PacedBodyClient body,
            Watch watch)
            throws IOException {
        var status = response.statusCode();
        running.answeredWith(status, response.headers().firstValue("X-Simulated").isPresent());
        if (status != 200) {
            return running.refused(status, retryAfter(response));
        }
        var events = new SseParser(body, settings.mostBytes());
        for (var event = events.next(); event.isPresent(); event = events.next()) {
            var failure = running.take(event.get(), watch);
            if (running.hasFirstToken()) {
                body.begin();
            }
            if (running.hasSaidItsLast()) {
                readToItsEnd(body, watch);
                break;
            }
            if (failure.isPresent()) {
                return running.failed(failure.get());
            }
        }
        return running.ended(watch);
    }

    private Optional<Duration> retryAfter(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
    }

    // To close a body whose end is on its way can close the connection after it went back to
    // the pool, under another call. A server that holds the stream open is not waited for.
    private static void readToItsEnd(PacedBodyClient body, Watch watch) {
        body.hurry();
        watch.cutAfter(END_OF_STREAM);
        try {
            body.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The answer is whole.
        }
    }

    private static Failure failureOf(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                ? Failure.UNCONNECTED
                : Failure.BROKEN;
    }
}
