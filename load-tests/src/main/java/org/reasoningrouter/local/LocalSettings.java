package org.reasoningrouter.local;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reasoningrouter.topics.Topics;

/// What a local stack is made of.
///
/// @param dir where records and state stay; empty: a temporary folder, deleted at the end
/// @param slots calls at a time for each route's interactive lane; the bulk lane has a quarter
/// @param parts which programs run in this JVM; a test may run the others elsewhere
/// @param router settings of router and ledger that override the stack's own
/// @param worker settings of both workers that override the stack's own
public record LocalSettings(
        Optional<Path> dir,
        Ports ports,
        Topics topics,
        int slots,
        ModelServer modelServer,
        Set<Part> parts,
        Map<String, Object> router,
        Map<String, Object> worker) {

    private static final int PARTITIONS = 8;
    private static final int SLOTS = 16;

    /// A program of the system that runs in the stack's JVM or elsewhere.
    public enum Part {
        ROUTER,
        LEDGER,
        FAST_WORKER,
        THINKING_WORKER
    }

    /// Where each address is; 0 means any free port.
    public record Ports(int broker, int registry, int router, int fast, int thinking) {

        public static final Ports ANY = new Ports(0, 0, 0, 0, 0);
    }

    /// Who answers.
    public sealed interface ModelServer {}

    /// The stand-in server.
    ///
    /// @param timeScale its seconds for each second of a real server; 0 answers at once
    public record Simulated(double timeScale) implements ModelServer {

        public static final double TIME_SCALE = 0.05;

        public Simulated {
            if (!(timeScale >= 0) || Double.isInfinite(timeScale)) {
                throw new IllegalArgumentException("time scale must be 0 or more: " + timeScale);
            }
        }
    }

    /// A real server that speaks the OpenAI API.
    ///
    /// @param keyFile holds the bearer token
    public record Remote(String url, String model, Optional<Path> keyFile) implements ModelServer {}

    public LocalSettings {
        if (slots < 1) {
            throw new IllegalArgumentException("slots must be at least 1: " + slots);
        }
        parts = Set.copyOf(parts);
        router = Map.copyOf(router);
        worker = Map.copyOf(worker);
    }

    /// Everything in this JVM, on free ports, with the stand-in server.
    public static LocalSettings defaults() {
        return new LocalSettings(
                Optional.empty(),
                Ports.ANY,
                new Topics("", PARTITIONS, 1),
                SLOTS,
                new Simulated(Simulated.TIME_SCALE),
                EnumSet.allOf(Part.class),
                Map.of(),
                Map.of());
    }

    public LocalSettings in(Path folder) {
        return new LocalSettings(
                Optional.of(folder), ports, topics, slots, modelServer, parts, router, worker);
    }

    public LocalSettings on(Ports these) {
        return new LocalSettings(dir, these, topics, slots, modelServer, parts, router, worker);
    }

    /// Partitions of every topic, requests included.
    public LocalSettings withPartitions(int count) {
        return with(topics.withPartitions(count));
    }

    public LocalSettings withRequestPartitions(int count) {
        return with(topics.withRequestPartitions(count));
    }

    private LocalSettings with(Topics these) {
        return new LocalSettings(dir, ports, these, slots, modelServer, parts, router, worker);
    }

    public LocalSettings withSlots(int count) {
        return new LocalSettings(dir, ports, topics, count, modelServer, parts, router, worker);
    }

    public LocalSettings answeredBy(ModelServer server) {
        return new LocalSettings(dir, ports, topics, slots, server, parts, router, worker);
    }

    public LocalSettings running(Set<Part> these) {
        return new LocalSettings(dir, ports, topics, slots, modelServer, these, router, worker);
    }

    /// Adds settings of router and ledger, by their full names.
    public LocalSettings withRouter(Map<String, Object> more) {
        return new LocalSettings(
                dir, ports, topics, slots, modelServer, parts, join(router, more), worker);
    }

    /// Adds settings of both workers, by their full names.
    public LocalSettings withWorker(Map<String, Object> more) {
        return new LocalSettings(
                dir, ports, topics, slots, modelServer, parts, router, join(worker, more));
    }

    static Map<String, Object> join(Map<String, Object> some, Map<String, Object> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
