package org.reasoningrouter.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.reasoningrouter.simulator.SimulatorLedger.Call;
import org.reasoningrouter.simulator.SimulatorLedger.End;

/// One call that has its place: generates at the pace of the settings, and accounts for it. It
/// belongs to the call's thread.
final class CallRun {

    // Shorter waits notice a client that has left by their next write.
    private static final long WATCHED_NANOS = 250_000_000;

    private final Served served;
    private final SimulatedCall call;
    private final Ways ways;
    private final Random random;
    private final long startNanos = System.nanoTime();
    private long dueNanos = startNanos;
    private int held;
    private boolean ended;

    CallRun(Served served, SimulatedCall call, Ways ways) {
        this.served = served;
        this.call = call;
        this.ways = ways;
        random = new Random(ways.settings.seed() ^ call.question());
    }

    /// Whom it serves.
    record Served(String callId, Asked asked, SimulatorFault fault, Connection connection) {}

    /// What all calls share.
    record Ways(
            SimulatorSettings settings,
            SimulatorLedger ledger,
            SimulatorMetrics metrics,
            FaultReplies faults,
            DoubleSupplier load) {}

    /// Generates and sends everything, unless the client leaves or a fault cuts it.
    void run(ReplyFormat format) throws IOException, InterruptedException {
        try {
            if (served.asked.reply().stream()) {
                stream(format, new EventStream(served.connection, served.fault));
            } else {
                answerAtOnce(format);
            }
        } finally {
            ways.metrics.holds(-held);
            if (!ended) {
                cut();
            }
        }
    }

    private void stream(ReplyFormat format, EventStream out)
            throws IOException, InterruptedException {
        served.connection.begin(200, "text/event-stream", Map.of());
        served.connection.flush();
        prefill();
        out.send(format.opening(reported()));
        for (var piece = next(); piece.isPresent(); piece = next()) {
            out.send(format.piece(piece.get(), reported()));
            if (served.fault.place() == SimulatorFault.Place.WITHIN) {
                breakOff();
                return;
            }
        }
        // Before the last bytes go out, so that whoever has the answer finds the call here.
        end(End.COMPLETED);
        try {
            out.end(format.closing(call.finish(), reported()));
        } catch (IOException _) {
            // The client has left after everything was generated: it pays for all of it.
            served.connection.close();
        }
    }

    private void answerAtOnce(ReplyFormat format) throws IOException, InterruptedException {
        prefill();
        var thought = new StringBuilder();
        var answer = new StringBuilder();
        var ids = IntStream.builder();
        var closed = false;
        for (var piece = next(); piece.isPresent(); piece = next()) {
            (piece.get().thought() ? thought : answer).append(piece.get().text());
            piece.get().ids().stream().forEach(ids);
            closed |= piece.get().afterThought();
        }
        var all =
                new ReplyFormat.Whole(
                        thought.toString(), closed, answer.toString(), Ids.of(ids.build()));
        end(End.COMPLETED);
        var body = format.whole(all, call.finish(), reported());
        try {
            served.connection.send(
                    200, "application/json", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            served.connection.close();
        }
    }

    private void breakOff() throws IOException, InterruptedException {
        if (!served.fault.lasts()) {
            cut();
        }
        ways.faults.within(served.fault, served.connection);
    }

    private void cut() {
        ways.metrics.cancelled(call.left());
        end(End.CUT);
    }

    private void prefill() throws IOException, InterruptedException {
        var counts = call.counts();
        hold(counts.input());
        var times = ways.settings.times();
        pace(times.prefillNanos(counts.input(), counts.cached(), ways.load.getAsDouble(), random));
        ways.metrics.firstToken(System.nanoTime() - startNanos, counts.input());
    }

    // The first chunk leaves with the first token, each later one when its tokens would be there.
    private Optional<Piece> next() throws IOException, InterruptedException {
        var before = call.counts().output();
        var piece = call.next(ways.settings.chunkTokens());
        var tokens = call.counts().output() - before;
        if (before > 0 && tokens > 0) {
            var nanos = ways.settings.times().tokensNanos(tokens, ways.load.getAsDouble(), random);
            pace(nanos);
            ways.metrics.tokens(tokens, nanos);
        } else if (tokens > 0) {
            ways.metrics.tokens(tokens, 0);
        }
        hold(tokens);
        return piece;
    }

    private void hold(int tokens) {
        held += tokens;
        ways.metrics.holds(tokens);
    }

    // Against the start of the call, so that late chunks do not add up.
    private void pace(long nanos) throws IOException, InterruptedException {
        dueNanos += nanos;
        var left = dueNanos - System.nanoTime();
        if (left >= WATCHED_NANOS) {
            if (served.connection.leaves(Duration.ofNanos(left))) {
                throw new IOException("the client has left");
            }
        } else if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }

    private Counts reported() {
        return switch (served.fault) {
            case ZERO_USAGE -> Counts.NONE;
            case ZERO_REASONING -> call.counts().withoutReasoning();
            default -> call.counts();
        };
    }

    private void end(End end) {
        ended = true;
        var counts = call.counts();
        var cached = ways.settings.family().reportsCached() ? counts.cached() : 0;
        ways.ledger.end(
                new Call(
                        served.callId,
                        end,
                        counts.input(),
                        cached,
                        counts.reasoning(),
                        counts.answer()));
    }
}
