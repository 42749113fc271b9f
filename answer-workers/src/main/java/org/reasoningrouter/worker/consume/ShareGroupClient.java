package org.reasoningrouter.worker.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.worker.consume.GroupCheck.Features;

/// Sets and checks a share group's settings on the broker, once at start.
public final class ShareGroupClient implements AutoCloseable {

    private static final String IDLE = "connections.max.idle.ms";
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

    /// Why the group cannot carry the guarantees on this broker; empty: it can.
    ///
    /// @param apply whether to set what it needs first
    /// @throws IllegalStateException when the broker cannot say
    public Optional<String> whyNot(ShareGroup group, boolean apply) {
        try {
            if (apply) {
                apply(group);
            }
            var problems = new ArrayList<>(problems(group));
            GroupCheck.tooOld(features()).ifPresent(problems::add);
            return problems.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "the share group "
                                    + group.name()
                                    + " cannot be used: "
                                    + String.join("; ", problems));
        } catch (IllegalStateException e) {
            if (isRefusal(e)) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /// Why a call may be cut short of its lock though the group can be used; empty: nothing is
    /// known to do so.
    ///
    /// A broker closes a connection over which nothing goes, as while a call runs, and with it lets
    /// go of the request. Managed clusters do not say when; then nothing is known.
    public Optional<String> shortIdle(ShareGroup group) {
        try {
            var broker = await("find a broker", admin.describeCluster().nodes()).iterator().next();
            var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
            var described =
                    await(
                            "read the broker's settings",
                            admin.describeConfigs(List.of(resource)).all());
            return described.values().stream()
                    .flatMap(config -> config.entries().stream())
                    .filter(entry -> entry.name().equals(IDLE) && entry.value() != null)
                    .map(ConfigEntry::value)
                    .filter(it -> Long.parseLong(it) < group.lock().toMillis())
                    .map(it -> shortIdle(it, group))
                    .findFirst();
        } catch (IllegalStateException _) {
            return Optional.empty();
        }
    }

    private static String shortIdle(String millis, ShareGroup group) {
        return "%s of the brokers is %s: a call that lasts longer is handed out again; make it %d"
                .formatted(IDLE, millis, group.lock().toMillis());
    }

    // What a broker says that does not know share groups, or does not allow the lock.
    private static boolean isRefusal(IllegalStateException e) {
        return e.getCause() instanceof ExecutionException failed
                && (failed.getCause() instanceof UnsupportedVersionException
                        || failed.getCause() instanceof InvalidConfigurationException
                        || failed.getCause() instanceof InvalidRequestException);
    }

    private Features features() {
        var described =
                await("read the broker's features", admin.describeFeatures().featureMetadata());
        var finalized = described.finalizedFeatures().get("share.version");
        var supported = described.supportedFeatures().get("metadata.version");
        return new Features(
                finalized == null ? 0 : finalized.maxVersionLevel(),
                supported == null ? 0 : supported.maxVersion());
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
