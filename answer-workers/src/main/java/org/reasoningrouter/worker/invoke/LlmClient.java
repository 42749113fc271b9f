package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;

/// The streaming call of a model server over HTTP. Slots share it; each call belongs to its slot's
/// thread.
///
/// HTTP/1.1 always: the upgrade to h2c that `java.net.http` offers in clear text makes vLLM's
/// server lose the body. Redirects are not followed, because the key would go with them. Closing
/// the stream is what cancels a call: servers stop generating when their client is gone.
public final class LlmClient implements ModelServer, AutoCloseable {

    private final LlmSettings settings;
    private final Dialect dialect;
    private final Optional<String> key;
    private final InstantSource clock;
    private final HttpClient http;
    private final ScheduledExecutorService watchdog;
    private volatile boolean cancelled;
    private final Set<Watch> running = ConcurrentHashMap.newKeySet();

    /// A client of one server.
    ///
    /// @param key the bearer token; it goes into the request's header and nowhere else
    public LlmClient(
            LlmSettings settings, Dialect dialect, Optional<String> key, InstantSource clock) {
        this.settings = settings;
        this.dialect = dialect;
        this.key = key;
        this.clock = clock;
        http =
                HttpClient.newBuilder()
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

    private HttpRequest request(LlmCall call) {
        var request =
                HttpRequest.newBuilder(URI.create(settings.url() + dialect.path()))
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .header("X-Call-Id", call.callId())
                        .POST(BodyPublishers.ofString(dialect.body(call)));
        key.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request.build();
    }

    /// One call under way. It belongs to the slot's thread.
    private final class Running {

        private final LlmCall call;
        private final Instant startedAt;
        private final Transcript transcript;
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
            this.transcript = new Transcript(call.thinks());
        }

        Generation run(Watch watch) {
            try {
                var sent = http.sendAsync(request(call), BodyHandlers.ofInputStream());
                watch.cutBy(() -> sent.cancel(true));
                var response = sent.get();
                try (var body = response.body()) {
                    watch.cutBy(() -> closeQuietly(body));
                    return read(response, body, watch);
                }
            } catch (SseParser.TooLargeException _) {
                return failed(Failure.TOO_LARGE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return failed(Failure.CANCELLED);
            } catch (ExecutionException e) {
                return failed(watch.fired().orElseGet(() -> failureOf(e.getCause())));
            } catch (IOException | CancellationException _) {
                return failed(watch.fired().orElseGet(Running::brokenOrInterrupted));
            }
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
                if (dialect.ends(event.get())) {
                    saidItsLast = true;
                    break;
                }
                var failure = take(event.get(), watch);
                if (failure.isPresent()) {
                    return failed(failure.get());
                }
            }
            transcript.end();
            return ended(watch);
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
            if (transcript.add(chunk)) {
                watch.progress();
                if (firstTokenAt == null) {
                    firstTokenAt = clock.instant();
                    firstToken.came();
                }
            }
            return transcript.answerChars() > settings.mostAnswerChars()
                    ? Optional.of(Failure.TOO_LARGE)
                    : Optional.empty();
        }

        private Generation ended(Watch watch) {
            var reason = transcript.finishReason();
            if (reason.isEmpty()) {
                return failed(watch.fired().orElseGet(this::unfinished));
            }
            if (transcript.answer().isBlank()) {
                return failed(Failure.EMPTY);
            }
            return new Generated(
                    attempt("answered"),
                    transcript.answer(),
                    reason.get(),
                    transcript.thinkingObserved(),
                    simulated || transcript.simulated());
        }

        // A server that died, or a proxy that gave it up, can end a stream as cleanly as one that
        // is done: only the last word is missing.
        private Failure unfinished() {
            return begun && !saidItsLast ? Failure.BROKEN : Failure.MALFORMED;
        }

        // A body whose reader is interrupted says it with an IOException.
        private static Failure brokenOrInterrupted() {
            return Thread.currentThread().isInterrupted() ? Failure.CANCELLED : Failure.BROKEN;
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
