package org.reasoningrouter.router;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.reasoningrouter.router.admit.AdmissionLimits;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.PollDeadline;
import org.reasoningrouter.router.classify.OnnxSettings;
import org.reasoningrouter.router.classify.OnnxSettings.Device;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.join.LedgerSettings;
import org.reasoningrouter.router.measure.LengthsProcessor;
import org.reasoningrouter.topics.Topics;

/// Every setting of the program, bound once and handed on as the stages' own records. Defaults, and
/// what each trades, stand in `application-router.yml`.
///
/// `router.kafka`, its like for one role and `router.registry` are not here: they go to their
/// clients raw.
@Requires(env = RouterApplication.ENVIRONMENT)
@ConfigurationProperties("router")
public record RouterConfig(
        List<Role> roles,
        Path stateDir,
        Duration startPatience,
        TopicNames topics,
        Model model,
        Policy policy,
        Admission admission,
        Batch batch,
        Deadlines deadlines,
        Duration registryWait,
        EagerCommit eagerCommit,
        long rocksdbBytes,
        Ledger ledger,
        Learning learning,
        Budgets budgets,
        Prices prices) {

    public RouterConfig {
        roles = List.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("router.roles must name router, ledger or both");
        }
        if (rocksdbBytes < 1) {
            throw new IllegalArgumentException(
                    "router.rocksdb-bytes must be at least 1: " + rocksdbBytes);
        }
        if (startPatience.isNegative()) {
            throw new IllegalArgumentException(
                    "router.start-patience must not be negative: " + startPatience);
        }
    }

    /// What one Kafka Streams application of this program does.
    public enum Role {
        ROUTER,
        LEDGER
    }

    @ConfigurationProperties("topics")
    record TopicNames(String prefix, int partitions, int minInsyncReplicas) {

        Topics settings() {
            return new Topics(prefix, partitions, minInsyncReplicas);
        }
    }

    /// Where the model lies, and what computes it.
    ///
    /// @param sessions 0 for one a core, or two on a GPU
    /// @param cache bytes of scores that each model may remember
    @ConfigurationProperties("model")
    public record Model(
            String folder,
            String device,
            int sessions,
            int threads,
            boolean spinning,
            long cache,
            First first) {

        /// A cheap model before it. Both settings or neither.
        @ConfigurationProperties("first")
        public record First(Optional<String> folder, Optional<Path> band) {

            public First {
                if (folder.isPresent() != band.isPresent()) {
                    throw new IllegalArgumentException(
                            "router.model.first needs both its folder and the band that 'router"
                                    + " band' wrote for it");
                }
            }
        }

        OnnxSettings settings() {
            return new OnnxSettings(Device.named(device), sessions, threads, spinning);
        }
    }

    @ConfigurationProperties("policy")
    record Policy(
            Optional<Path> file,
            Duration watch,
            int driftWindow,
            boolean budgets,
            boolean backlog) {

        Policy {
            if (watch.isNegative()) {
                throw new IllegalArgumentException(
                        "router.policy.watch must not be negative: " + watch);
            }
            if (driftWindow < 1) {
                throw new IllegalArgumentException(
                        "router.policy.drift-window must be at least 1: " + driftWindow);
            }
        }

        /// What a policy limits, as far as that is on.
        Limits limits(RoutingPolicy policy) {
            return new Limits(budgets ? policy.limits().budgets() : List.of(), List.of());
        }
    }

    @ConfigurationProperties("admission")
    record Admission(int maxTextBytes, List<String> tenants, Identity identity) {

        @ConfigurationProperties("identity")
        record Identity(boolean enabled, Duration window) {

            Identity {
                if (window.toMillis() < 1) {
                    throw new IllegalArgumentException(
                            "router.admission.identity.window must be 1 ms at least: " + window);
                }
            }

            Optional<Duration> settings() {
                return enabled ? Optional.of(window) : Optional.empty();
            }
        }
    }

    /// When a thread of the router commits before `commit.interval.ms`.
    @ConfigurationProperties("eager-commit")
    record EagerCommit(boolean enabled, Duration leastGap) {

        EagerCommit {
            if (leastGap.isNegative()) {
                throw new IllegalArgumentException(
                        "router.eager-commit.least-gap must not be negative: " + leastGap);
            }
        }

        Optional<Duration> settings() {
            return enabled ? Optional.of(leastGap) : Optional.empty();
        }
    }

    @ConfigurationProperties("batch")
    record Batch(
            int maxPrompts,
            int maxTokens,
            Duration linger,
            Duration lingerMost,
            int tokenizers,
            boolean tokenizeFirst,
            int queue,
            Duration deadline,
            Duration deadlineMost) {

        BatchLimits limits() {
            var threads = tokenizers == 0 ? Runtime.getRuntime().availableProcessors() : tokenizers;
            return new BatchLimits(
                    maxPrompts, maxTokens, linger, lingerMost, threads, queue, tokenizeFirst);
        }

        PollDeadline pollDeadline() {
            return new PollDeadline(deadline, deadlineMost);
        }
    }

    @ConfigurationProperties("deadlines")
    record Deadlines(Duration interactive, Duration bulk, Duration most) {

        org.reasoningrouter.router.admit.Deadlines settings() {
            return new org.reasoningrouter.router.admit.Deadlines(interactive, bulk, most);
        }
    }

    @ConfigurationProperties("ledger")
    record Ledger(
            Duration markerRetention,
            Duration grace,
            int expiriesPerTick,
            Duration statsRetention,
            Duration statsEvery,
            Duration backlogEvery,
            Optional<String> thinkingModel) {}

    /// How lengths of thoughts are learnt; what is made of them says the policy.
    @ConfigurationProperties("learning")
    record Learning(Duration every, Duration halfLife, int mostClasses) {

        LengthsProcessor.Schedule schedule() {
            return new LengthsProcessor.Schedule(every, halfLife);
        }
    }

    /// Tenants' budgets in the router; what they are says the policy.
    @ConfigurationProperties("budgets")
    record Budgets(int mostTenants, int mostWaiting) {

        public Budgets {
            if (mostTenants < 1 || mostWaiting < 0) {
                throw new IllegalArgumentException(
                        "router.budgets.most-tenants must be at least 1, most-waiting at least 0: "
                                + mostTenants
                                + ", "
                                + mostWaiting);
            }
        }
    }

    @ConfigurationProperties("prices")
    record Prices(Optional<Path> file) {}

    LedgerSettings ledgerSettings() {
        if (ledger.markerRetention().compareTo(deadlines.most()) < 0) {
            throw new IllegalArgumentException(
                    "ledger.marker-retention must be at least deadlines.most, or a prompt could end"
                            + " twice: "
                            + ledger.markerRetention()
                            + " and "
                            + deadlines.most());
        }
        return new LedgerSettings(
                ledger.markerRetention(),
                ledger.grace(),
                ledger.expiriesPerTick(),
                ledger.statsRetention(),
                ledger.statsEvery(),
                ledger.backlogEvery(),
                registryWait,
                ledger.thinkingModel(),
                learning.schedule());
    }

    AdmissionLimits admissionLimits() {
        return new AdmissionLimits(
                admission.maxTextBytes(), Set.copyOf(admission.tenants()), deadlines.settings());
    }
}
