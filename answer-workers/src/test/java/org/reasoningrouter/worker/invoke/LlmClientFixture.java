package org.reasoningrouter.worker.invoke;

import static org.reasoningrouter.worker.invoke.FakeHttpServer.send;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.FakeHttpServer.Script;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// A client, and a server that plays a script.
@SuppressWarnings("NullAway.Init") // each test plays its script first
class LlmClientFixture {

    static final String REASONING = "{\"choices\":[{\"delta\":{\"reasoning\":\"hm hm\"}}]}";
    static final String CONTENT = "{\"choices\":[{\"delta\":{\"content\":\"forty-two\"}}]}";
    static final String STOP =
            "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}";
    static final String USAGE =
            """
            {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":9,\
            "prompt_tokens_details":{"cached_tokens":4},\
            "completion_tokens_details":{"reasoning_tokens":6}}}\
            """;
    static final Model MODEL = new Model("model", SoftSwitches.AUTO, true);
    static final Duration LONG = Duration.ofMinutes(1);
    static final Duration SHORT = Duration.ofMillis(100);
    static final Clocks PATIENT = new Clocks(LONG, LONG, LONG, LONG);

    FakeHttpServer server;
    LlmClient client;

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    static int freePort() throws IOException {
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return nobody.getLocalPort();
        }
    }

    Script hangAfter(String event) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            send(exchange, "data: " + event + "\n\n");
            server.hang();
        };
    }

    void play(Clocks clocks, Script script) throws IOException {
        server = new FakeHttpServer(script);
        client = client(server.url(), clocks);
    }

    static LlmClient client(String url, Clocks clocks) {
        return new LlmClient(
                new LlmSettings(url, clocks, Duration.ZERO, 1 << 20, 1000),
                new VllmDialect(MODEL),
                Optional.of("secret"),
                InstantSource.system());
    }

    Generation generate(Route route) {
        return client.generate(Calling.call(route), Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    Failure failure() {
        return ((Failed) generate(Route.FAST)).failure();
    }
}
