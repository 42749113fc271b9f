package org.reasoningrouter.bench.peers;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.reasoningrouter.load.ChildProgram;

/// What Flink's JVM needs beyond the others': the Kafka client that its connector is made with,
/// which calls internals that newer ones have not, before ours.
final class FlinkClassPath {

    /// What Flink's own scripts open to it.
    static final List<String> JVM =
            List.of(
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.util=ALL-UNNAMED");

    private static final Path CLIENT = Path.of("flink", "kafka-clients.jar");

    private FlinkClassPath() {}

    /// What the report says of it.
    static String versions() {
        return EnvironmentInformation.getVersion()
                + " in a local mini cluster, chained, objects reused; its own Kafka client, as its connector fails with ours";
    }

    /// The class path of this JVM with that client before it.
    ///
    /// @throws IllegalStateException of one line when the build has not brought the client
    static String now() {
        var client = folder().resolve(CLIENT);
        if (!Files.isReadable(client)) {
            throw new IllegalStateException(
                    "Flink's Kafka client is missing, which 'mvnw package' brings: " + client);
        }
        return client + File.pathSeparator + System.getProperty(ChildProgram.CLASS_PATH);
    }

    // Of the build: what this class was loaded from lies in it.
    private static Path folder() {
        try {
            URI classes =
                    FlinkClassPath.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI();
            return Path.of(classes).toAbsolutePath().resolveSibling("");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has no folder: " + e.getMessage(), e);
        }
    }
}
