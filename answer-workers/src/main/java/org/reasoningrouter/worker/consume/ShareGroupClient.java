package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.reasoningrouter.topics.ShareGroup;

/// Sets and checks a share group's settings on the broker, once at start.
public final class ShareGroupClient implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Admin admin;
    private final Duration patience;

    /// Opens a connection to the broker.
    ///
    /// @param patience how long the broker may take for one question
    public ShareGroupClient(Map<String, String> kafka, Duration patience) {
        var configs = new HashMap<String, Object>(kafka);
        configs.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        configs.put("request.timeout.ms", Math.toIntExact(Math.min(5_000, patience.toMillis())));
        this.admin = Admin.create(configs);
        this.patience = patience;
    }

    /// Sets what the group needs, and waits until the broker that is asked has heard of it.
    public void apply(ShareGroup group) {
        var operations =
                group.configs().entrySet().stream()
                        .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                        .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                        .toList();
        await(
                "set the share group " + group.name(),
                admin.incrementalAlterConfigs(Map.of(resource(group), operations)).all());
        var until = System.nanoTime() + patience.toNanos();
        while (!problems(group).isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /// Refuses a group whose settings on the broker do not do.
    ///
    /// @throws IllegalStateException when the group cannot carry the guarantees
    public void check(ShareGroup group) {
        var problems = problems(group);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "the share group "
                            + group.name()
                            + " cannot be used: "
                            + String.join("; ", problems));
        }
    }

    private List<String> problems(ShareGroup group) {
        var described =
                await(
                        "read the settings of the share group " + group.name(),
                        admin.describeConfigs(List.of(resource(group))).all());
        var actual = new HashMap<String, String>();
        described.values().stream()
                .flatMap(config -> config.entries().stream())
                .filter(entry -> entry.value() != null)
                .forEach(entry -> actual.put(entry.name(), entry.value()));
        return GroupCheck.problems(group, actual);
    }

    private static ConfigResource resource(ShareGroup group) {
        return new ConfigResource(ConfigResource.Type.GROUP, group.name());
    }

    private <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot " + what + ": " + reason(e), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "cannot " + what + ": the broker did not answer within " + patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying to " + what, e);
        }
    }

    private static String reason(ExecutionException e) {
        return e.getCause() == null ? e.toString() : String.valueOf(e.getCause().getMessage());
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
