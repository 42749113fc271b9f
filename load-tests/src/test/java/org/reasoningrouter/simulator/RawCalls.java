package org.reasoningrouter.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Speaks to the stand-in as any HTTP client would.
final class RawCalls implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

    RawCalls(LlmSimulator simulator) {
        url = simulator.url().replace("/v1", "");
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.POST(BodyPublishers.ofString(body.replace('\'', '"'))).build());
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    JsonNode answer(String path, String body, String... headers) {
        var response = post(path, body, headers);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return json(response.body());
    }

    Streamed stream(String path, String body, String... headers) {
        return new Streamed(post(path, body, headers).body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    /// The body of a stream.
    record Streamed(String body) {

        List<JsonNode> events() {
            return body.lines()
                    .filter(line -> line.startsWith("data: {"))
                    .map(line -> json(line.substring(6)))
                    .toList();
        }

        boolean saysDone() {
            return body.endsWith("data: [DONE]\n\n");
        }

        String text(String pointer) {
            return events().stream()
                    .map(event -> event.at(pointer).asText(""))
                    .collect(Collectors.joining());
        }

        String finish() {
            return text("/choices/0/finish_reason").replace("null", "");
        }

        JsonNode usage() {
            return events().stream()
                    .map(event -> event.path("usage"))
                    .filter(JsonNode::isObject)
                    .reduce((_, last) -> last)
                    .orElse(MissingNode.getInstance());
        }

        List<Integer> ids(String pointer) {
            var ids = new ArrayList<Integer>();
            events().forEach(event ->
                    StreamSupport.stream(event.at(pointer).spliterator(), false)
                            .forEach(id -> ids.add(id.asInt())));
            return ids;
        }
    }
}
