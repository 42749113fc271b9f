package org.reasoningrouter.simulator;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.LlmClient;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// One client, and a server of its family.
final class Conversing implements AutoCloseable {

    private static final Duration LONG = Duration.ofMinutes(1);

    final LlmSimulator simulator;
    final LlmClient client;

    Conversing(Family family, Duration patience) throws IOException {
        this(family, patience, SimulatorSettings.scaled(0).model());
    }

    Conversing(Family family, Duration patience, SimulatedModel played) throws IOException {
        var shape = org.reasoningrouter.simulator.Family.named(family.word());
        simulator = LlmSimulator.start(0, SimulatorSettings.scaled(0).as(shape).playing(played));
        client =
                new LlmClient(
                        new LlmSettings(
                                simulator.url(),
                                new Clocks(LONG, patience, patience, LONG),
                                Duration.ofMillis(200),
                                4 << 20,
                                1 << 20),
                        family.dialect(model()),
                        Optional.empty(),
                        InstantSource.system());
    }

    Generation ask(String text, Route route) {
        var turn = Opening.whole(route == Route.THINKING, OptionalInt.empty(), 20_000);
        return ask(text, route, turn);
    }

    Generation ask(String text, Route route, Opening turn) {
        var message = Message.newBuilder().setContent(text).build();
        var ask = new Ask(List.of(message), Optional.empty(), 8192, 8192);
        var call = new LlmCall(UUID.randomUUID().toString(), Purpose.ANSWER, route, ask, turn);
        return client.generate(call, Instant.now().plus(LONG), FirstToken.UNHEARD);
    }

    /// The latest call, as the server saw it.
    Call call() {
        return simulator.ledger().calls().getLast();
    }

    @Override
    public void close() {
        client.close();
        simulator.close();
    }

    static Model model() {
        return new Model("claude-sonnet-4-5", SoftSwitches.AUTO, true);
    }
}
