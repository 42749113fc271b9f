package org.reasoningrouter.local;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole system in this JVM: broker, registry, router, ledger, one worker for each route and,
/// unless a real one is given, the stand-in model server.
///
/// Threads may share it. Closing it stops everything, last started first.
public final class LocalStack implements AutoCloseable {

    /// The deadline of a prompt that names none, by lane.
    static final Duration INTERACTIVE = Duration.ofMinutes(5);

    static final Duration BULK = Duration.ofHours(1);

    /// Longer than the longest call.
    private static final Duration LOCK = Duration.ofMinutes(15);

    private static final int DELIVERIES = 5;
    private static final int SCHEMAS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

    private final LocalSettings settings;
    private final Topics topics;
    private final Path dir;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final LocalBroker broker;
    private final LocalRegistry registry;
    private final @Nullable LlmSimulator simulator;

    private LocalStack(LocalSettings settings) {
        this.settings = settings;
        topics = settings.topics();
        try {
            dir = settings.dir().isPresent() ? settings.dir().get() : temporary();
            broker = startBroker();
            registry = startRegistry();
            prepareCluster();
            simulator = startSimulator();
            startPrograms();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Starts everything that the settings name.
    ///
    /// @throws IllegalStateException with one line that says what is wrong
    public static LocalStack start(LocalSettings settings) {
        return new LocalStack(settings);
    }

    public LocalBroker broker() {
        return broker;
    }

    public LocalRegistry registry() {
        return registry;
    }

    /// Empty when a real server answers.
    public Optional<LlmSimulator> simulator() {
        return Optional.ofNullable(simulator);
    }

    public Topics topics() {
        return topics;
    }

    public AvroSerdes serdes() {
        return new AvroSerdes(Map.of("schema.registry.url", registry.url()));
    }

    public LocalRun.Target target() {
        return new LocalRun.Target(broker.bootstrap(), serdes(), topics);
    }

    /// What a person may want to open, by what it is, in the order of the flow.
    public Map<String, String> addresses() {
        return Collections.unmodifiableMap(addresses);
    }

    /// What router and ledger are started with; a test that runs them in another JVM takes it from
    /// here.
    public Map<String, Object> routerSettings() {
        Map<String, Object> all = new HashMap<>();
        all.put("router.roles", roles());
        all.put("router.kafka.bootstrap.servers", broker.bootstrap());
        all.put("router.registry.schema.registry.url", registry.url());
        all.put("router.topics.partitions", topics.partitions());
        all.put("router.topics.min-insync-replicas", 1);
        all.put("router.deadlines.interactive", INTERACTIVE.toString());
        all.put("router.deadlines.bulk", BULK.toString());
        all.put("router.state-dir", dir.resolve("streams").toString());
        all.put("router.management.port", settings.ports().router());
        return LocalSettings.join(all, settings.router());
    }

    /// What the worker of a route is started with.
    public Map<String, Object> workerSettings(Route route) {
        Map<String, Object> all = new HashMap<>();
        all.put("worker.route", lower(route));
        all.put("worker.kafka.bootstrap.servers", broker.bootstrap());
        all.put("worker.registry.schema.registry.url", registry.url());
        all.put("worker.topics.partitions", topics.partitions());
        all.put("worker.slots.interactive", settings.slots());
        all.put("worker.slots.bulk", Math.ceilDiv(settings.slots(), 4));
        all.put("worker.lock", LOCK.toString());
        all.put("worker.deliveries", DELIVERIES);
        all.put("worker.management.port", port(route));
        all.putAll(modelServer());
        return LocalSettings.join(all, settings.worker());
    }

    private Map<String, Object> modelServer() {
        return switch (settings.modelServer()) {
            case Simulated _ ->
                    simulator == null
                            ? Map.of()
                            : Map.of(
                                    "worker.llm.url",
                                    simulator.url(),
                                    "worker.llm.model",
                                    LlmSimulator.MODEL,
                                    "worker.llm.dialect",
                                    "vllm",
                                    // Its ledger is held against the answers' tokens, and a probe
                                    // belongs to no answer.
                                    "worker.llm.probe",
                                    "off");
            case Remote(var url, var model, var keyFile) ->
                    Map.of(
                            "worker.llm.url", url,
                            "worker.llm.model", model,
                            "worker.llm.key-file", keyFile.map(Path::toString).orElse(""));
        };
    }

    private Path temporary() {
        try {
            var folder = Files.createTempDirectory("router-local-");
            running.push(() -> Utils.delete(folder.toFile()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made: " + e.getMessage(), e);
        }
    }

    private LocalBroker startBroker() {
        var started =
                running(
                        LocalBroker.start(
                                dir.resolve("broker"), settings.ports().broker(), Map.of()));
        addresses.put("broker", started.bootstrap());
        return started;
    }

    private LocalRegistry startRegistry() {
        var started = running(LocalRegistry.start(settings.ports().registry(), broker.bootstrap()));
        addresses.put("schema registry", started.url());
        return started;
    }

    private void prepareCluster() {
        var kafka = Map.<String, Object>of("bootstrap.servers", broker.bootstrap());
        try (var admin = Admin.create(kafka);
                var schemas = new CachedSchemaRegistryClient(registry.url(), SCHEMAS)) {
            new TopicPlanClient(admin, Optional.of(schemas))
                    .prepare(topics.all(), topics.workerGroups(LOCK, DELIVERIES), (short) 1);
        } catch (IOException e) {
            throw new UncheckedIOException("the registry was not prepared: " + e.getMessage(), e);
        }
    }

    private @Nullable LlmSimulator startSimulator() {
        if (!(settings.modelServer() instanceof Simulated(var timeScale))) {
            return null;
        }
        try {
            var started = running(LlmSimulator.start(0, SimulatorSettings.scaled(timeScale)));
            addresses.put("simulated model server", started.url());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("no model server: " + e.getMessage(), e);
        }
    }

    private void startPrograms() {
        if (!roles().isEmpty()) {
            program("router management", RouterApplication.start(routerSettings()));
        }
        if (settings.parts().contains(Part.FAST_WORKER)) {
            worker(Route.FAST);
        }
        if (settings.parts().contains(Part.THINKING_WORKER)) {
            worker(Route.THINKING);
        }
    }

    private void worker(Route route) {
        program(
                lower(route) + " worker management",
                WorkerApplication.start(workerSettings(route)));
    }

    private void program(String what, ApplicationContext context) {
        running(context);
        addresses.put(what, context.getBean(EmbeddedServer.class).getURI().toString());
    }

    private List<String> roles() {
        var roles = new ArrayList<String>();
        if (settings.parts().contains(Part.ROUTER)) {
            roles.add("router");
        }
        if (settings.parts().contains(Part.LEDGER)) {
            roles.add("ledger");
        }
        return roles;
    }

    private int port(Route route) {
        return switch (route) {
            case FAST -> settings.ports().fast();
            case THINKING -> settings.ports().thinking();
        };
    }

    private synchronized <T extends AutoCloseable> T running(T started) {
        running.push(started);
        return started;
    }

    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            var next = running.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("event=not_closed what={}", next.getClass().getSimpleName(), e);
            }
        }
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
