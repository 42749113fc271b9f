package org.reasoningrouter.worker.invoke;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Probe.Finding.Measured;
import org.reasoningrouter.worker.invoke.Probe.Finding.Refused;
import org.reasoningrouter.worker.invoke.Probe.Finding.Unanswered;
import org.reasoningrouter.worker.invoke.ServerSettings.Probing;
import org.reasoningrouter.worker.publish.WorkerMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model server that was asked of which family it is and whether it obeys. Threads share it.
///
/// It is asked at the start, and where it is not there yet again and again in the background: until
/// its family is known calls end as UNCONNECTED, and until it is measured no control is proven.
public final class ProbedServer implements ModelServer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProbedServer.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(30);

    // So often a probe is paid for that the server breaks off; then its controls stay unproven.
    private static final int MOST_PROBES = 5;

    private final ServerSettings settings;
    private final WorkerMeters meters;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Found found;
    private volatile Controls controls = Controls.UNKNOWN;
    private volatile boolean cancelled;
    private int brokenOff;

    private record Found(Family family, Dialect dialect, LlmClient client) {}

    private ProbedServer(ServerSettings settings, WorkerMeters meters, InstantSource clock) {
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        for (var control : List.of(Control.SWITCH, Control.BUDGET)) {
            meters.control(
                    settings.llm().url(), control.word(), () -> controls.of(control).level());
        }
    }

    /// A server whose family is known and which was measured, if it is there.
    ///
    /// @throws IllegalStateException when it ignores a control, and that is to be refused
    public static ProbedServer open(
            ServerSettings settings, WorkerMeters meters, InstantSource clock) {
        var server = new ProbedServer(settings, meters, clock);
        try {
            if (!server.isKnown()) {
                Thread.ofVirtual().name("llm-probe").start(server::keepAsking);
            }
            return server;
        } catch (IllegalStateException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public Generation generate(LlmCall call, Instant until, FirstToken firstToken) {
        var known = found;
        return known == null ? unconnected(call) : known.client.generate(call, until, firstToken);
    }

    @Override
    public Controls controls() {
        return controls;
    }

    /// Cuts off every running call, and every later one at its start; each ends as CANCELLED.
    public void cancel() {
        cancelled = true;
        var known = found;
        if (known != null) {
            known.client.cancel();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        cancel();
        var known = found;
        if (known != null) {
            known.client.close();
        }
    }

    private void keepAsking() {
        var pause = FIRST_PAUSE;
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS) && !isKnownAtLast()) {
                var next = pause.multipliedBy(2);
                pause = next.compareTo(MOST_PAUSE) < 0 ? next : MOST_PAUSE;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // Once it runs, a worker is not stopped any more: the control is not relied on, and that is
    // all.
    private boolean isKnownAtLast() {
        try {
            return isKnown();
        } catch (IllegalStateException e) {
            LOG.error("event=probe_refused reason=\"{}\"", e.getMessage());
            return true;
        }
    }

    // Only its own thread asks: the starting one, and after that the one in the background.
    private boolean isKnown() {
        var known = found;
        if (known == null) {
            var family = family();
            if (family.isEmpty()) {
                return false;
            }
            known = found(family.get());
        }
        return settings.probing() == Probing.OFF || isMeasured(known);
    }

    private Optional<Family> family() {
        if (settings.family().isPresent()) {
            return settings.family();
        }
        try {
            return Optional.of(new FamilyClient(settings.llm(), settings.key()).find());
        } catch (IOException e) {
            LOG.warn(
                    "event=server_not_found backend={} reason=\"{}\"",
                    settings.llm().url(),
                    e.toString());
            return Optional.empty();
        }
    }

    private Found found(Family family) {
        var dialect = family.dialect(settings.model());
        var client = new LlmClient(settings.llm(), dialect, settings.key(), clock);
        var known = new Found(family, dialect, client);
        var offered = Controls.offered(dialect.offers());
        controls = settings.probing() == Probing.OFF ? offered.believed() : offered;
        found = known;
        if (cancelled) {
            client.close();
        }
        LOG.info("event=server_found backend={} dialect={}", settings.llm().url(), family.word());
        return known;
    }

    private boolean isMeasured(Found known) {
        var probe = new Probe(known.client, known.dialect, settings.probePatience(), clock);
        var finding = probe.measure();
        probe.attempts().forEach(meters::probed);
        return switch (finding) {
            case Unanswered(var failure) -> {
                LOG.warn("event=probe_unanswered outcome={} {}", failure.word(), paid(probe));
                brokenOff += probe.attempts().size() > 1 ? 1 : 0;
                yield brokenOff == MOST_PROBES;
            }
            case Refused(var status) -> {
                LOG.warn("event=probe_refused status={} {}", status, paid(probe));
                object("refuses the probe with status " + status, known);
                yield true;
            }
            case Measured(var measured) -> {
                controls = measured;
                LOG.info(
                        "event=probed switch={} budget={} {}",
                        word(measured, Control.SWITCH),
                        word(measured, Control.BUDGET),
                        paid(probe));
                objectToIgnored(measured, known);
                yield true;
            }
        };
    }

    private void objectToIgnored(Controls measured, Found known) {
        if (!measured.ignored().isEmpty()) {
            var words =
                    measured.ignored().stream()
                            .sorted()
                            .map(Control::word)
                            .collect(Collectors.joining(" and "));
            object("ignores the thinking " + words, known);
        }
    }

    private void object(String what, Found known) {
        var line =
                "the model server %s %s (dialect %s, model %s); worker.llm.probe=warn goes on all the same"
                        .formatted(
                                settings.llm().url(),
                                what,
                                known.family.word(),
                                settings.model().name());
        if (settings.probing() == Probing.REFUSE) {
            throw new IllegalStateException(line);
        }
        LOG.warn("event=probe_objects line=\"{}\"", line);
    }

    private static String word(Controls controls, Control control) {
        return controls.of(control).name().toLowerCase(Locale.ROOT);
    }

    private static String paid(Probe probe) {
        var usages = probe.attempts().stream().map(Attempt::getUsage).toList();
        return "calls=%d input=%d reasoning=%d answer=%d"
                .formatted(
                        usages.size(),
                        usages.stream().mapToLong(Usage::getInputTokens).sum(),
                        usages.stream().mapToLong(Usage::getReasoningTokens).sum(),
                        usages.stream().mapToLong(Usage::getAnswerTokens).sum());
    }

    private Failed unconnected(LlmCall call) {
        var failure = cancelled ? Failure.CANCELLED : Failure.UNCONNECTED;
        var now = clock.instant();
        var attempt =
                Attempt.newBuilder()
                        .setCallId(call.callId())
                        .setPurpose(call.purpose().word())
                        .setBackend(settings.llm().url())
                        .setModel(settings.model().name())
                        .setRoute(call.route())
                        .setStartedAt(now)
                        .setEndedAt(now)
                        .setOutcome(failure.word())
                        .setUsage(Usage.newBuilder().build())
                        .build();
        return new Failed(attempt, failure, Optional.empty());
    }
}
