package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.Topics;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `router topics`: brings a cluster to what the system needs, or says what that would change.
@Command(
        name = "topics",
        description = {
            "Creates topics, sets the workers' share groups and registers schemas on any cluster.",
            "What is there already is left as it is; partitions are only added, and to requests."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class TopicsCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int DELIVERIES = 5;
    private static final int SCHEMAS = 100;

    /// What to do; one of the two.
    static final class Act {
        @Option(names = "--plan", required = true, description = "Print what would change.")
        private boolean plan;

        @Option(names = "--apply", required = true, description = "Change it.")
        private boolean apply;
    }

    @Spec private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Act act = new Act();

    @Option(
            names = "--bootstrap-server",
            required = true,
            paramLabel = "HOST:PORT",
            description = "The cluster.")
    private String bootstrap = "";

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The schema registry; without it schemas are left alone.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Properties of the Kafka and registry clients, such as security.protocol or"
                            + " basic.auth.user.info.")
    private Optional<Path> commandConfig = Optional.empty();

    @Option(names = "--prefix", description = "Stands before every name.")
    private String prefix = "";

    @Option(
            names = "--partitions",
            description = "Of every topic but the requests (default: ${DEFAULT-VALUE}).")
    private int partitions = 24;

    @Option(
            names = "--request-partitions",
            paramLabel = "N",
            description =
                    "Of each topic of requests (default: as --partitions): fewer where a worker has"
                            + " few slots, as many as workers for plain consumers; more may be added"
                            + " later.")
    private Optional<Integer> requestPartitions = Optional.empty();

    @Option(
            names = "--replication-factor",
            description = "Of topics to be made (default: ${DEFAULT-VALUE}).")
    private short replicas = 3;

    @Option(names = "--min-isr", description = "min.insync.replicas (default: ${DEFAULT-VALUE}).")
    private int minIsr = 2;

    @Option(
            names = "--lock",
            paramLabel = "TIME",
            converter = Time.class,
            description =
                    "How long a worker may keep a request, such as 90s or 10m: longer than its"
                            + " longest call, and as long as worker.lock (default: 15m).")
    private Duration lock = Duration.ofMinutes(15);

    @Option(names = "--json", description = "Print the steps as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        check();
        var properties = properties();
        try (var admin = Admin.create(properties)) {
            var schemas = registry.map(url -> schemas(url, properties));
            var client = new TopicPlanClient(admin, schemas);
            var topics =
                    new Topics(prefix, partitions, minIsr)
                            .withRequestPartitions(requestPartitions.orElse(partitions));
            var groups = topics.workerGroups(lock, DELIVERIES);
            var plan = client.plan(topics.all(), groups, replicas);
            print(plan);
            if (!plan.conflicts().isEmpty()) {
                return FAILED;
            }
            if (act.apply) {
                client.apply(plan);
            }
            return DONE;
        } catch (KafkaException e) {
            throw new IllegalStateException(
                    "the cluster " + bootstrap + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void check() {
        if (partitions < 1) {
            throw misused("--partitions must be at least 1: " + partitions);
        }
        requestPartitions
                .filter(count -> count < 1)
                .ifPresent(count -> {
                    throw misused("--request-partitions must be at least 1: " + count);
                });
        if (replicas < 1 || minIsr < 1 || minIsr > replicas) {
            throw misused(
                    "--min-isr must be 1 to --replication-factor: " + minIsr + " of " + replicas);
        }
        commandConfig
                .filter(file -> !Files.isReadable(file) || Files.isDirectory(file))
                .ifPresent(file -> {
                    throw misused("--command-config cannot be read: " + file);
                });
    }

    private Map<String, Object> properties() throws IOException {
        var file = new Properties();
        if (commandConfig.isPresent()) {
            try (var reader = Files.newBufferedReader(commandConfig.get())) {
                file.load(reader);
            }
        }
        var properties = new HashMap<String, Object>();
        file.stringPropertyNames().forEach(n -> properties.put(n, file.getProperty(n)));
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }

    private static SchemaRegistryClient schemas(String url, Map<String, Object> properties) {
        return new CachedSchemaRegistryClient(url, SCHEMAS, properties);
    }

    private void print(TopicPlan plan) throws IOException {
        var lines = plan.steps().stream().map(TopicPlan::describe).toList();
        var out = command().getOut();
        if (json) {
            var summary = new TreeMap<String, Object>();
            summary.put("applied", act.apply && plan.conflicts().isEmpty());
            summary.put("conflicts", plan.conflicts().size());
            summary.put("steps", lines);
            out.println(new ObjectMapper().writeValueAsString(summary));
        } else {
            lines.forEach(out::println);
            out.println(lines.isEmpty() ? "nothing to do" : ending(plan));
        }
        out.flush();
    }

    private String ending(TopicPlan plan) {
        if (!plan.conflicts().isEmpty()) {
            return "nothing was changed: resolve the conflicts first";
        }
        return plan.steps().size() + (act.plan ? " steps; take them: --apply" : " steps to take");
    }

    private RuntimeException misused(String message) {
        return new ParameterException(command(), message);
    }

    private CommandLine command() {
        return Objects.requireNonNull(spec).commandLine();
    }

    /// Times as people write them: `90s`, `10m`, `1h`.
    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is no time such as 90s or 10m");
            }
        }
    }
}
