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
import java.net.http.HttpResponse.BodyHandlers;
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
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.ThinkSplitter.Begin;
import org.reasoningrouter.worker.invoke.Transcript.Kept;
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
        var running = new Running(call, clock.instant(), firstToken);
        var left = Duration.between(running.startedAt, until);
        if (!left.isPositive()) {
            return running.failed(Failure.DEADLINE);
        }
        var watch = Watch.start(watchdog, settings.clocks(), left);
        this.running.add(watch);
        if (cancelled) {
            watch.cancel();
        }
        try (watch) {
            return running.run(watch);
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

    /// One call under way. It belongs to the slot's thread.
    private final class Running {

        private final LlmCall call;
        private final Instant startedAt;
        private Transcript transcript;
        private List<Integer> appended = List.of();
        private final FirstToken firstToken;
        private @Nullable Instant firstTokenAt;
        private boolean begun;
        private boolean saidItsLast;
        private int status;
        private boolean simulated;

        Running(LlmCall call, Instant startedAt, FirstToken firstToken) {
            this.call = call;
            this.startedAt = startedAt;
            this.firstToken = firstToken;
            transcript = new Transcript(begin(call), Kept.NOTHING);
        }

        Generation run(Watch watch) {
            try {
                var post = prepare(new AsideClient(http, settings, headers, watch::cutBy));
                var sent = http.sendAsync(request(call, post), BodyHandlers.ofInputStream());
                watch.cutBy(() -> sent.cancel(true));
                var response = response(sent);
                try (var body = response.body()) {
                    watch.cutBy(() -> closeQuietly(body));
                    return read(response, body, watch);
                }
            } catch (SseParser.TooLargeException _) {
                return failed(Failure.TOO_LARGE);
            } catch (Aside.StatusException e) {
                status = e.status();
                return failed(Failure.ofStatus(status));
            } catch (InterruptedIOException _) {
                return failed(Failure.CANCELLED);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return failed(Failure.CANCELLED);
            } catch (ExecutionException e) {
                return failed(watch.fired().orElseGet(() -> failureOf(e.getCause())));
            } catch (IOException | CancellationException e) {
                return failed(watch.fired().orElseGet(() -> brokenOrInterrupted(e)));
            }
        }

        // What must be known before the call: its words, and the ids by which its thought is kept.
        private Post prepare(Aside aside) throws IOException {
            var keeps =
                    switch (call.turn()) {
                        case Opening opening -> opening.keeps();
                        case Continuation continuation -> continuation.thinks();
                    };
            if (keeps) {
                var close = dialect.ids(ThinkSplitter.CLOSE, aside);
                transcript = new Transcript(begin(call), new Kept(true, close));
                if (call.turn() instanceof Continuation continuation) {
                    appended = dialect.ids(continuation.appended(), aside);
                }
            }
            return dialect.post(call, aside);
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

        private Generation read(HttpResponse<InputStream> response, InputStream body, Watch watch)
                throws IOException {
            status = response.statusCode();
            simulated = response.headers().firstValue("X-Simulated").isPresent();
            if (status != 200) {
                var retryAfter =
                        response.headers()
                                .firstValue("Retry-After")
                                .flatMap(value -> RetryAfter.parse(value, clock.instant()));
                return new Failed(
                        attempt(Failure.ofStatus(status).word()),
                        Failure.ofStatus(status),
                        retryAfter);
            }
            var events = new SseParser(body, settings.mostBytes());
            for (var event = events.next(); event.isPresent(); event = events.next()) {
                begun = true;
                var failure = take(event.get(), watch);
                if (saidItsLast) {
                    readToItsEnd(body, watch);
                    break;
                }
                if (failure.isPresent()) {
                    return failed(failure.get());
                }
            }
            transcript.end();
            return ended(watch);
        }

        // To close a body whose end is on its way can close the connection after it went back to
        // the pool, under another call. A server that holds the stream open is not waited for.
        private static void readToItsEnd(InputStream body, Watch watch) {
            watch.cutAfter(END_OF_STREAM);
            try {
                body.transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The answer is whole.
            }
        }

        private Optional<Failure> take(String event, Watch watch) {
            Chunk chunk;
            try {
                chunk = dialect.read(event);
            } catch (IOException _) {
                return Optional.of(Failure.MALFORMED);
            }
            if (chunk.error().isPresent()) {
                return chunk.error().map(Failure::ofStatus);
            }
            saidItsLast = chunk.last();
            if (transcript.add(chunk)) {
                watch.progress();
                if (firstTokenAt == null) {
                    firstTokenAt = clock.instant();
                    firstToken.came();
                }
            }
            return transcript.heldChars() > settings.mostAnswerChars()
                    ? Optional.of(Failure.TOO_LARGE)
                    : Optional.empty();
        }

        private Generation ended(Watch watch) {
            var reason = transcript.finishReason();
            if (reason.isEmpty()) {
                return failed(watch.fired().orElseGet(this::unfinished));
            }
            if (transcript.answer().isBlank()) {
                return answerless(reason.get());
            }
            return new Generated(
                    attempt("answered"),
                    transcript.answer(),
                    reason.get(),
                    transcript.thinkingObserved(),
                    simulated || transcript.simulated());
        }

        // A model that stops or is stopped without an answer can be made to give one, where its
        // thought is there to go on from.
        private Generation answerless(String reason) {
            var ended = reason.equals("stop") || reason.equals("length");
            if (!ended) {
                return failed(Failure.EMPTY);
            }
            return switch (call.turn()) {
                case Opening opening when opening.keeps() -> cut(transcript.thought());
                case Continuation from when from.thinks() ->
                        cut(transcript.thought(from, appended));
                case Turn _ -> failed(Failure.EMPTY);
            };
        }

        private Cut cut(Thought thought) {
            return new Cut(
                    attempt("answered"),
                    thought,
                    transcript.thoughtEnded(),
                    simulated || transcript.simulated());
        }

        // A server that died, or a proxy that gave it up, can end a stream as cleanly as one that
        // is done: only the last word is missing.
        private Failure unfinished() {
            return begun && !saidItsLast ? Failure.BROKEN : Failure.MALFORMED;
        }

        Failed failed(Failure failure) {
            return new Failed(attempt(failure.word()), failure, Optional.empty());
        }

        private Attempt attempt(String outcome) {
            return Attempt.newBuilder()
                    .setCallId(call.callId())
                    .setPurpose(call.purpose().word())
                    .setBackend(settings.url())
                    .setModel(dialect.model())
                    .setRoute(call.route())
                    .setStartedAt(startedAt)
                    .setFirstTokenAt(firstTokenAt)
                    .setEndedAt(clock.instant())
                    .setOutcome(outcome)
                    .setStatus(status)
                    .setUsage(transcript.usage())
                    .build();
        }
    }

    private ThinkSplitter.Begin begin(LlmCall call) {
        if (dialect.parts(call.turn())) {
            return call.thinks() ? Begin.OUTPUT_OR_THOUGHT : Begin.OUTPUT;
        }
        return call.thinks() ? Begin.THOUGHT : Begin.ANSWER;
    }

    private static Failure failureOf(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                ? Failure.UNCONNECTED
                : Failure.BROKEN;
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException _) {
            // The reader sees the end of the stream either way.
        }
    }
}
