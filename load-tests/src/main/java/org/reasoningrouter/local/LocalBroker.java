package org.reasoningrouter.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A Kafka broker with its controller inside this JVM, on the loopback address only.
///
/// With [BrokerSockets] the one class that knows Kafka's internal API, which promises nothing from
/// one version to the next; `LocalBrokerIT` says whether it still holds. Threads may share it. It
/// can be stopped and started again with its records and its port, so that tests can take the
/// broker away.
public final class LocalBroker implements AutoCloseable {

    private static final String HOST = BrokerSockets.LOOPBACK.getHostAddress();
    private static final String CLIENTS = "PLAINTEXT";
    private static final String CONTROLLER = "CONTROLLER";
    private static final Duration START_WITHIN = Duration.ofMinutes(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Path dir;
    private final boolean temporary;
    private final Map<String, String> overrides;
    private int port;
    private @Nullable Node node;

    private LocalBroker(Path dir, boolean temporary, int port, Map<String, String> overrides) {
        this.dir = dir;
        this.temporary = temporary;
        this.port = port;
        this.overrides = Map.copyOf(overrides);
    }

    /// Starts a broker that keeps its records in a folder.
    ///
    /// @param port 0 for the one that the folder's last broker had, else any free one
    /// @param overrides settings of the broker by their Kafka names
    public static LocalBroker start(Path dir, int port, Map<String, String> overrides) {
        return started(new LocalBroker(dir, false, port, overrides));
    }

    /// Starts a broker on any free port whose records are deleted when it is closed.
    public static LocalBroker startTemporary() {
        try {
            var dir = Files.createTempDirectory("router-broker-");
            return started(new LocalBroker(dir, true, 0, Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LocalBroker started(LocalBroker broker) {
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    public String bootstrap() {
        return HOST + ":" + port();
    }

    public synchronized int port() {
        return port;
    }

    /// Starts a stopped broker again, on the port that it had.
    ///
    /// @throws IllegalStateException when its port is taken or it does not come up in time
    public synchronized void start() {
        if (node != null) {
            return;
        }
        var starting = new FutureTask<>(this::launch);
        Thread.ofPlatform().daemon().name("local-broker-start").start(starting);
        try {
            node = starting.get(START_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(whyNot(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            starting.cancel(true);
            throw new IllegalStateException(
                    "the broker did not start within " + START_WITHIN.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker started", e);
        }
    }

    /// Stops the broker and keeps its records; does nothing when it is stopped.
    public synchronized void stop() {
        if (node != null) {
            node.stop();
            node = null;
        }
    }

    @Override
    public void close() {
        stop();
        if (temporary) {
            try {
                Utils.delete(dir.toFile());
            } catch (IOException e) {
                LoggerFactory.getLogger(LocalBroker.class).warn("event=not_deleted dir={}", dir, e);
            }
        }
    }

    private String whyNot(@Nullable Throwable cause) {
        return cause instanceof BindException
                ? "port " + port + " is in use: choose another one, or 0 for any free port"
                : "the broker did not start: " + cause;
    }

    private Node launch() throws Exception {
        try (var sockets = new BrokerSockets()) {
            port = bindClients(sockets);
            var controllerPort = sockets.bind(CONTROLLER, 0);
            format();
            Files.writeString(portFile(), Integer.toString(port));
            var config = new KafkaConfig(properties(port, controllerPort), false);
            return Node.start(config, controllerPort, sockets);
        }
    }

    // A broker that was killed ends the transactions that were being ended by way of the port that
    // its records name. On another one it forgets them, and they stay open (KAFKA-20734).
    private int bindClients(BrokerSockets sockets) throws IOException {
        if (port == 0 && Files.exists(portFile())) {
            try {
                return sockets.bind(CLIENTS, Integer.parseInt(Files.readString(portFile())));
            } catch (BindException | NumberFormatException _) {
                // Somebody has it now, or the kill came while it was written.
            }
        }
        return sockets.bind(CLIENTS, port);
    }

    private Path portFile() {
        return dir.resolve("client.port");
    }

    // A folder keeps the cluster id that it was formatted with.
    private void format() throws Exception {
        if (Files.exists(dir.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(dir);
        new Formatter()
                .setNodeId(0)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(dir.toString()))
                .setMetadataLogDirectory(dir.toString())
                .setControllerListenerName(CONTROLLER)
                .setPrintStream(
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private Properties properties(int clientsPort, int controllerPort) {
        var properties = new Properties();
        properties.putAll(LocalBrokerSettings.ALL);
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "0");
        properties.put("controller.quorum.voters", "0@" + HOST + ":" + controllerPort);
        properties.put("controller.listener.names", CONTROLLER);
        properties.put("inter.broker.listener.name", CLIENTS);
        properties.put(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        var address = CLIENTS + "://" + HOST + ":" + clientsPort;
        properties.put("advertised.listeners", address);
        properties.put(
                "listeners", address + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
        properties.put("log.dirs", dir.toString());
        properties.putAll(overrides);
        return properties;
    }

    /// The running servers, which must start controller first and stop broker first.
    private record Node(BrokerServer broker, ControllerServer controller, Metrics metrics) {

        static Node start(KafkaConfig config, int controllerPort, ServerSocketFactory sockets) {
            var log = LoggerFactory.getLogger(LocalBroker.class);
            var dirs = KafkaRaftServer.initializeLogDirs(config, log, "");
            var clusterId = dirs._1().clusterId().orElseThrow();
            var metrics = Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId);
            var shared =
                    new SharedServer(
                            config,
                            dirs._1(),
                            Time.SYSTEM,
                            metrics,
                            CompletableFuture.completedFuture(
                                    Map.of(
                                            0,
                                            new InetSocketAddress(
                                                    BrokerSockets.LOOPBACK, controllerPort))),
                            List.of(),
                            new StandardFaultHandlerFactory(),
                            sockets);
            var node =
                    new Node(
                            new BrokerServer(shared),
                            new ControllerServer(shared, KafkaRaftServer.configSchema(), dirs._2()),
                            metrics);
            try {
                node.controller.startup();
                node.broker.startup();
                return node;
            } catch (RuntimeException e) {
                node.stop();
                throw e;
            }
        }

        void stop() {
            broker.shutdown(STOP_WITHIN);
            controller.shutdown();
            metrics.close();
        }
    }
}
