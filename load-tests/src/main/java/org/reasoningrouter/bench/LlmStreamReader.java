package org.reasoningrouter.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.Turn;
import org.reasoningrouter.worker.invoke.VllmDialect;

/// The worker's own client, with the settings that a worker has by default but the pause.
final class LlmStreamReader implements StreamReader {

    private static final Clocks CLOCKS =
            new Clocks(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(10));
    private static final Ask ASK =
            new Ask(
                    List.of(Message.newBuilder().setContent("How many primes are there?").build()),
                    Optional.empty(),
                    8192,
                    1024);

    private final int chunks;
    private final LlmClient client;

    LlmStreamReader(int port, StreamScript script, Duration readPause) {
        chunks = script.chunks();
        client =
                new LlmClient(
                        new LlmSettings(
                                "http://127.0.0.1:" + port, CLOCKS, readPause, 1 << 26, 1 << 22),
                        new VllmDialect(new Model("bench", SoftSwitches.AUTO, true)),
                        Optional.empty(),
                        Instant::now);
    }

    @Override
    public void read(Runnable firstToken) throws IOException {
        var turn = Turn.Opening.whole(true, OptionalInt.empty(), ASK.mostTokens(Route.THINKING));
        var call =
                new LlmCall(
                        UUID.randomUUID().toString(),
                        LlmCall.Purpose.ANSWER,
                        Route.THINKING,
                        ASK,
                        turn);
        check(client.generate(call, Instant.now().plus(CLOCKS.total()), firstToken::run));
    }

    private void check(Generation generation) throws IOException {
        var usage = generation.attempt().getUsage();
        var tokens = usage.getReasoningTokens() + usage.getAnswerTokens();
        if (!(generation instanceof Generated) || tokens != chunks) {
            throw new IOException(
                    generation.attempt().getOutcome() + " after " + tokens + " tokens");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
