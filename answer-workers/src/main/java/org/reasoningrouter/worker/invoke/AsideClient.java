package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Short questions to a model server, beside the calls that stream. They take no longer than a
/// first token may.
final class AsideClient implements Aside {

    private final HttpClient http;
    private final LlmSettings settings;
    private final Map<String, String> headers;
    private final Consumer<Runnable> cutBy;

    /// @param cutBy is told what ends the question that is under way
    AsideClient(
            HttpClient http,
            LlmSettings settings,
            Map<String, String> headers,
            Consumer<Runnable> cutBy) {
        this.http = http;
        this.settings = settings;
        this.headers = headers;
        this.cutBy = cutBy;
    }

    @Override
    public String post(String path, String body) throws IOException {
        var request =
                request(settings.root() + path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        var response = send(request);
        if (response.statusCode() != 200) {
            throw new StatusException(response.statusCode());
        }
        return response.body();
    }

    /// Gets a page below the server's root; empty where there is none.
    ///
    /// @throws StatusException when the server cannot say now
    Optional<String> get(String path) throws IOException {
        var response = send(request(settings.root() + path));
        if (Failure.ofStatus(response.statusCode()) == Failure.OVERLOADED) {
            throw new StatusException(response.statusCode());
        }
        return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    }

    private HttpRequest.Builder request(String url) {
        var request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        var most = BodyHandlers.limiting(BodyHandlers.ofString(), settings.mostBytes());
        var sent = http.sendAsync(request.build(), most);
        cutBy.accept(() -> sent.cancel(true));
        try {
            return sent.get(settings.clocks().firstToken().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new IOException("no reply within " + settings.clocks().firstToken(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }
}
