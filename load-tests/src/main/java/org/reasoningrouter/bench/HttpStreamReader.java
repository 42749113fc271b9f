package org.reasoningrouter.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/// `java.net.http` as `LlmClient` uses it, with nothing done to the bytes: what is above this is
/// ours.
final class HttpStreamReader implements StreamReader {

    private final HttpClient http =
            HttpClient.newBuilder()
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private final HttpRequest request;
    private final long bytes;

    HttpStreamReader(int port, StreamScript script) {
        request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build();
        bytes = script.bytes();
    }

    @Override
    public void read(Runnable firstToken) throws IOException, InterruptedException {
        try (var body = http.send(request, BodyHandlers.ofInputStream()).body()) {
            StreamReader.drain(body, bytes, firstToken);
            if (body.read() >= 0) { // the end of the body, without which the connection is lost
                throw new IOException("more than the stream");
            }
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
