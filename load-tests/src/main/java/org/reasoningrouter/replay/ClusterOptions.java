package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.reasoningrouter.replay.ReplaySettings.Place;
import picocli.CommandLine.Option;

/// The options that say where a replay runs.
final class ClusterOptions {

    @Option(
            names = "--cluster",
            paramLabel = "HOST:PORT",
            description =
                    "A Kafka cluster, beside whatever runs there (default: a broker in this JVM,"
                            + " with its records in --out).")
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The cluster's schema registry.")
    private Optional<String> registry = Optional.empty();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Properties of the Kafka and registry clients, such as security.protocol.")
    private Optional<Path> commandConfig = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Of the replay; its topics, ids and groups begin with replay.NAME. (default:"
                            + " of --out, with some random characters).")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Of every topic (default: ${DEFAULT-VALUE}).")
    private int partitions = 8;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Of the topics on --cluster (default: ${DEFAULT-VALUE}).")
    private short replicas = 3;

    @Option(
            names = "--min-isr",
            paramLabel = "N",
            description = "min.insync.replicas on --cluster (default: ${DEFAULT-VALUE}).")
    private int minIsr = 2;

    @Option(
            names = "--quota",
            paramLabel = "BYTES",
            description =
                    "A second, that each client of the replay may send to --cluster and read from"
                            + " it; 0: no limit (default: ${DEFAULT-VALUE}).")
    private long quota = 20_000_000;

    /// @throws IllegalArgumentException with one line
    Place place() {
        if (cluster.isPresent() != registry.isPresent()) {
            throw new IllegalArgumentException("give --cluster and --registry together");
        }
        if (partitions < 1 || quota < 0) {
            throw new IllegalArgumentException(
                    "--partitions must be at least 1 and --quota not negative");
        }
        if (replicas < 1 || minIsr < 1 || minIsr > replicas) {
            throw new IllegalArgumentException("--min-isr must be 1 to --replication-factor");
        }
        var properties = properties();
        return new Place(
                cluster.map(it ->
                        new ReplayCluster(
                                it,
                                registry.orElseThrow(),
                                properties,
                                replicas,
                                minIsr,
                                () -> {})),
                name.map(ReplayName::require),
                partitions,
                quota);
    }

    private Map<String, String> properties() {
        var properties = new HashMap<String, String>();
        if (commandConfig.isPresent()) {
            var file = new Properties();
            try (var reader = Files.newBufferedReader(commandConfig.get())) {
                file.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "--command-config cannot be read: " + commandConfig.get(), e);
            }
            file.stringPropertyNames().forEach(it -> properties.put(it, file.getProperty(it)));
        }
        return properties;
    }
}
