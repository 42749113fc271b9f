package org.reasoningrouter.grade;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Clocks;
import org.reasoningrouter.worker.invoke.Family;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall;
import org.reasoningrouter.worker.invoke.LlmSettings;
import org.reasoningrouter.worker.invoke.Model;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;
import org.reasoningrouter.worker.invoke.ProbedServer;
import org.reasoningrouter.worker.invoke.ServerSettings;
import org.reasoningrouter.worker.invoke.SoftSwitches;
import org.reasoningrouter.worker.invoke.Turn;
import org.reasoningrouter.worker.publish.WorkerMeters;

/// Asks the judging model, through the same client that the workers use, so that every family of
/// servers that can answer can judge. Threads share it.
///
/// Temperature 0 and one seed: the same pair is asked for the same ruling each time, as far as the
/// server holds to that.
final class JudgeClient implements AutoCloseable {

    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_CHARS = 1 << 20;
    private static final long SEED = 1;

    private final JudgeSettings settings;
    private final InstantSource clock;
    private final ProbedServer server;

    /// What came back.
    sealed interface Reply {
        record Said(String text) implements Reply {}

        /// Nothing to read a ruling from.
        ///
        /// @param why for a person
        record Nothing(String why) implements Reply {}
    }

    JudgeClient(JudgeSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        var clocks =
                new Clocks(
                        settings.patience(),
                        settings.patience(),
                        settings.patience(),
                        settings.patience());
        var described =
                new ServerSettings(
                        new LlmSettings(
                                settings.url(), clocks, Duration.ZERO, MOST_BYTES, MOST_CHARS),
                        new Model(settings.model(), SoftSwitches.AUTO, false),
                        Family.named(settings.dialect()),
                        ServerSettings.Probing.OFF,
                        settings.patience(),
                        settings.key());
        server =
                ProbedServer.open(
                        described, new WorkerMeters(new SimpleMeterRegistry(), Route.FAST), clock);
    }

    /// One reply; a server that is to blame for its failure is asked again.
    ///
    /// @throws GraderUnreachableException when it was to blame each time
    Reply ask(String prompt) throws InterruptedException {
        var pause = settings.pause();
        for (var attempt = 1; ; attempt++) {
            var generation =
                    server.generate(
                            call(prompt),
                            clock.instant().plus(settings.patience()),
                            FirstToken.UNHEARD);
            if (!(generation instanceof Failed failed && failed.failure().blamesServer())) {
                return reply(generation);
            }
            if (attempt == settings.attempts()) {
                throw new GraderUnreachableException(
                        "the judge's call ended: " + failed.failure().word());
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static Reply reply(org.reasoningrouter.worker.invoke.Generation generation) {
        return switch (generation) {
            case Generated generated -> new Reply.Said(generated.text());
            case Failed failed ->
                    new Reply.Nothing("the judge's call ended: " + failed.failure().word());
            case Cut _ -> new Reply.Nothing("the judge's call ended: cut");
        };
    }

    private LlmCall call(String prompt) {
        var message = Message.newBuilder().setRole(Role.USER).setContent(prompt).build();
        var sampling = Generation.newBuilder().setTemperature(0.0).setSeed(SEED).build();
        var ask = new Ask(List.of(message), Optional.of(sampling), 0, settings.answerTokens());
        return new LlmCall(
                UUID.randomUUID().toString(),
                LlmCall.Purpose.ANSWER,
                Route.FAST,
                ask,
                Turn.Opening.whole(false, OptionalInt.empty(), settings.answerTokens()));
    }

    @Override
    public void close() {
        server.close();
    }
}
