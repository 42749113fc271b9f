package org.reasoningrouter.replay;

import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.reasoningrouter.local.LocalSettings.ModelServer;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.local.TopicPlanClient;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.simulator.LlmSimulator;
import org.reasoningrouter.simulator.SimulatorSettings;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The router, the ledger and the workers of one replay, with topics of their own and, when no real
/// one is given, the stand-in model server.
///
/// What could make one run decide differently from the next is off: remembered scores, what the
/// policy learns, tenants' budgets and backlogs, and the patience of a poll that would send a
/// prompt the fallback's way.
final class ReplayPrograms implements AutoCloseable {

    /// Longer than the longest call.
    private static final Duration LOCK = Duration.ofMinutes(15);

    /// As long as the prompts topic keeps its records: a replay that was stopped goes on for a
    /// week.
    private static final String WEEK = "PT168H";

    /// A poll waits for its scores, however slow the machine; a third of the transaction's time.
    private static final String SCORE_PATIENCE = "PT2M";

    private static final String TRANSACTION_MS = "600000";
    private static final int DELIVERIES = 10;
    private static final int SCHEMAS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(ReplayPrograms.class);

    private final Plan plan;
    private final ReplayCluster cluster;
    private final Topics topics;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Optional<LlmSimulator> simulator;

    /// What is started.
    ///
    /// @param prefix of topics, application ids and groups
    /// @param slots calls at a time for each route
    /// @param model the classifier's folder; empty: the one that ships
    /// @param recorded version of the model whose scores the prompts bring along; empty: they are
    ///   scored
    /// @param stateDir where stores lie
    record Plan(
            String prefix,
            int partitions,
            int slots,
            Set<Route> routes,
            ModelServer modelServer,
            Path policy,
            Optional<Path> prices,
            Optional<String> model,
            Optional<String> recorded,
            Path stateDir) {}

    private ReplayPrograms(Plan plan, ReplayCluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        topics = new Topics(plan.prefix(), plan.partitions(), cluster.minInsyncReplicas());
        try {
            prepareCluster();
            simulator = startSimulator();
            running.push(startRouter(routerSettings()));
            plan.routes().forEach(it -> running.push(WorkerApplication.start(workerSettings(it))));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// @throws IllegalArgumentException or [IllegalStateException] with one line that says what is
    ///   wrong
    static ReplayPrograms start(Plan plan, ReplayCluster cluster) {
        return new ReplayPrograms(plan, cluster);
    }

    Topics topics() {
        return topics;
    }

    AvroSerdes serdes() {
        return new AvroSerdes(cluster.registrySettings());
    }

    Optional<LlmSimulator> simulator() {
        return simulator;
    }

    private void prepareCluster() {
        try (var admin = Admin.create(cluster.kafka());
                var schemas =
                        new CachedSchemaRegistryClient(
                                cluster.registry(), SCHEMAS, cluster.properties())) {
            new TopicPlanClient(admin, Optional.of(schemas))
                    .prepare(
                            topics.all(),
                            topics.workerGroups(LOCK, DELIVERIES),
                            cluster.replicas());
        } catch (IOException e) {
            throw new UncheckedIOException("the registry was not prepared: " + e.getMessage(), e);
        }
    }

    private Optional<LlmSimulator> startSimulator() {
        if (!(plan.modelServer() instanceof Simulated(var timeScale))) {
            return Optional.empty();
        }
        try {
            var settings = SimulatorSettings.scaled(timeScale).withoutCache().withoutCalls();
            var started = LlmSimulator.start(0, settings);
            running.push(started);
            return Optional.of(started);
        } catch (IOException e) {
            throw new UncheckedIOException("no model server: " + e.getMessage(), e);
        }
    }

    private AutoCloseable startRouter(Map<String, Object> settings) {
        return plan.recorded()
                .map(model -> RouterApplication.start(settings, new RecordedClassifier(model)))
                .orElseGet(() -> RouterApplication.start(settings));
    }

    private Map<String, Object> routerSettings() {
        var all = common("router");
        all.put("router.roles", List.of("router", "ledger"));
        all.put("router.kafka-router.client.id", plan.prefix() + "router");
        all.put("router.kafka-ledger.client.id", plan.prefix() + "ledger");
        all.put("router.state-dir", plan.stateDir().toString());
        all.put("router.management.port", 0);
        all.put("router.policy.file", plan.policy().toString());
        all.put("router.policy.watch", "0s");
        all.put("router.policy.budgets", false);
        all.put("router.policy.backlog", false);
        plan.prices().ifPresent(it -> all.put("router.prices.file", it.toString()));
        plan.model().ifPresent(it -> all.put("router.model.folder", it));
        all.put("router.model.cache", 0);
        all.put("router.batch.deadline", SCORE_PATIENCE);
        all.put("router.batch.deadline-most", SCORE_PATIENCE);
        all.put("router.kafka.producer.transaction.timeout.ms", TRANSACTION_MS);
        all.put("router.kafka.max.poll.interval.ms", TRANSACTION_MS);
        all.put("router.deadlines.bulk", WEEK);
        all.put("router.deadlines.most", WEEK);
        all.put("router.ledger.marker-retention", WEEK);
        return all;
    }

    private Map<String, Object> workerSettings(Route route) {
        var all = common("worker");
        all.put("worker.route", route.name().toLowerCase(Locale.ROOT));
        all.put("worker.kafka.client.id", QuotasClient.worker(topics, route));
        all.put("worker.slots.interactive", 0);
        all.put("worker.slots.bulk", plan.slots());
        all.put("worker.lock", LOCK.toString());
        all.put("worker.deliveries", DELIVERIES);
        all.put("worker.management.port", 0);
        all.putAll(modelServer());
        return all;
    }

    private Map<String, Object> common(String program) {
        var all = new HashMap<String, Object>();
        all.put(program + ".topics.prefix", plan.prefix());
        all.put(program + ".topics.partitions", plan.partitions());
        all.put(program + ".topics.min-insync-replicas", cluster.minInsyncReplicas());
        cluster.kafka().forEach((name, value) -> all.put(program + ".kafka." + name, value));
        cluster.registrySettings()
                .forEach((name, value) -> all.put(program + ".registry." + name, value));
        return all;
    }

    private Map<String, Object> modelServer() {
        return switch (plan.modelServer()) {
            // A probe belongs to no prompt.
            case Simulated _ ->
                    Map.of(
                            "worker.llm.url",
                            simulator.map(LlmSimulator::url).orElseThrow(),
                            "worker.llm.model",
                            LlmSimulator.MODEL,
                            "worker.llm.dialect",
                            "vllm",
                            "worker.llm.probe",
                            "off");
            case Remote(var url, var model, var keyFile) ->
                    Map.of(
                            "worker.llm.url", url,
                            "worker.llm.model", model,
                            "worker.llm.key-file", keyFile.map(Path::toString).orElse(""));
        };
    }

    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                LOG.warn("event=not_closed", e);
            }
        }
    }
}
