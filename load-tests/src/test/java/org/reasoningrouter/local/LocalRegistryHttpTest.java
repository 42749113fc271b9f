package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the registry says to calls that Confluent's client never makes.
class LocalRegistryHttpTest {

    private final LocalRegistry registry = LocalRegistry.start(0, new FakeRegistryLog());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        registry.close();
    }

    @Test
    void anUnknownPathIsNotFoundAndAnUnknownMethodNotAllowed() throws Exception {
        assertThat(call("GET", "/nothing/here", "", "*/*").path("error_code").asInt())
                .isEqualTo(404);
        assertThat(call("PATCH", "/subjects", "", "*/*").path("error_code").asInt()).isEqualTo(405);
        assertThat(call("DELETE", "/schemas/ids/1", "", "*/*").path("error_code").asInt())
                .isEqualTo(405);
    }

    @Test
    void onlyJsonIsServed() throws Exception {
        assertThat(call("GET", "/subjects", "", "text/html").path("error_code").asInt())
                .isEqualTo(406);
        assertThat(call("GET", "/subjects", "", "text/html, application/json;q=0.5").isArray())
                .isTrue();
    }

    @Test
    void whatIsNotJsonIsABadRequest() throws Exception {
        assertThat(call("POST", "/subjects/s/versions", "{oops", "*/*").path("error_code").asInt())
                .isEqualTo(400);
        assertThat(call("POST", "/subjects/s/versions", "", "*/*").path("error_code").asInt())
                .isEqualTo(42201);
        assertThat(call("PUT", "/config", "[]", "*/*").path("error_code").asInt()).isEqualTo(42203);
    }

    @Test
    void listsComeInPages() throws Exception {
        for (var name : new String[] {"a", "b", "c"}) {
            call("POST", "/subjects/" + name + "/versions", "{\"schema\":\"\\\"int\\\"\"}", "*/*");
        }

        assertThat(call("GET", "/subjects?offset=1&limit=1", "", "*/*").toString())
                .isEqualTo("[\"b\"]");
        assertThat(call("GET", "/subjects?subjectPrefix=c", "", "*/*").toString())
                .isEqualTo("[\"c\"]");
    }

    @Test
    void aTakenPortIsSaid() {
        assertThatThrownBy(() -> LocalRegistry.start(registry.port(), new FakeRegistryLog()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "port "
                                + registry.port()
                                + " is in use: choose another one, or 0 for any free port");
    }

    private JsonNode call(String method, String path, String body, String accept) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(registry.url() + path))
                        .header("Accept", accept)
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        return new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
    }
}
