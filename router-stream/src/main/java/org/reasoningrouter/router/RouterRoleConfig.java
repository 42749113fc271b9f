package org.reasoningrouter.router;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.batch.CommitPace;
import org.reasoningrouter.router.batch.PollInterceptor;
import org.reasoningrouter.router.batch.Prefetch;
import org.reasoningrouter.router.batch.Prefetch.PollClock;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.LearnedLengths;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.wire.Lane;

/// The role `router`: model, policy and batcher, and the topology around them.
@Factory
@Requires(env = RouterApplication.ENVIRONMENT)
final class RouterRoleConfig {

    /// Behind a backlog, in which prompts wait for longer anyway; else the commits are eager.
    private static final int BACKLOG_COMMIT_MS = 250;

    private final RouterConfig config;
    private final AvroSerdes serdes;
    private final InstantSource clock = InstantSource.system();

    RouterRoleConfig(RouterConfig config, AvroSerdes serdes) {
        this.config = config;
        this.serdes = serdes;
    }

    @Singleton
    RouterMeters meters(MeterRegistry registry) {
        return new RouterMeters(registry);
    }

    /// Made only where the role `router` asks for it, which closes it.
    ///
    /// @param own a classifier that the program was started with
    @Singleton
    Swap swap(RouterMeters meters, Optional<Classifier> own) {
        var models = new OpenModels(config, meters, own);
        var swap = new Swap(new JudgeFiles(config, models), meters);
        meters.watchOutstanding(() -> swap.current().get().batcher().outstanding());
        meters.watchDrift(() -> swap.current().get().drift().last());
        return swap;
    }

    @Singleton
    @Named("router")
    RolesConfig.Parts router(Swap swap, RouterMeters meters, Environment environment) {
        var rules = new AdmissionRules(config.admissionLimits());
        var pollClock = new PollClock(clock, System::nanoTime, config.batch().pollDeadline());
        var reader = new RecordReader<>(config.topics().settings().prompts(), serdes, clock);
        var prefetch = new Prefetch(reader, rules, swap.current(), pollClock);
        var learned = new LearnedLengths(config.learning().mostClasses());
        meters.watchLearned(learned::classes);
        var leases = new Leases(config.budgets().mostTenants());
        meters.watchLeased(leases::tenants);
        var state = new ControlState(learned, leases, backlog(meters));
        var budgets = budgets(() -> swap.current().get().policy());
        var pace = commitPace(RolesConfig.isExactlyOnce(RolesConfig.kafka(environment, "router")));
        var surroundings = surroundings(meters, state, budgets, pace);
        var topology =
                new RouterTopology(config.topics().settings(), serdes, prefetch, surroundings);
        var control = control(state, RolesConfig.kafka(environment)).start();
        var watch = new SwapWatch(swap, config.policy().watch()).start();
        return new RolesConfig.Parts(
                topology.build(),
                properties(prefetch, pace),
                () -> {
                    watch.close();
                    control.close();
                    swap.current().close();
                    topology.close();
                    reader.close();
                });
    }

    private Backlog backlog(RouterMeters meters) {
        var backlog = new Backlog(config.policy().backlog());
        for (var lane : Lane.values()) {
            meters.watchBacklog(
                    lane,
                    () ->
                            backlog.queued(lane, clock.instant())
                                    .map(queued -> queued.toMillis() / 1e3)
                                    .orElse(Double.NaN),
                    () -> backlog.raise(lane));
        }
        return backlog;
    }

    private ControlConsumer control(ControlState state, Map<String, Object> kafka) {
        var topic = config.topics().settings().control();
        return new ControlConsumer(
                topic.name(),
                new RecordReader<>(topic, serdes, clock),
                state,
                () -> ControlConsumer.consumer(kafka),
                ControlConsumer.AGAIN);
    }

    // At least once nobody waits for a commit.
    private Optional<Supplier<CommitPace>> commitPace(boolean exactlyOnce) {
        return config.eagerCommit()
                .settings()
                .filter(_ -> exactlyOnce)
                .map(gap ->
                        ThreadLocal.withInitial(() -> new CommitPace(gap, System::nanoTime))::get);
    }

    private RouterTopology.Surroundings surroundings(
            RouterMeters meters,
            ControlState state,
            RouterTopology.BudgetSettings budgets,
            Optional<Supplier<CommitPace>> pace) {
        return new RouterTopology.Surroundings(
                config.admission().identity().settings(),
                pace,
                RegistryPatience.sleeping(config.registryWait(), clock),
                meters,
                state,
                budgets,
                clock);
    }

    private RouterTopology.BudgetSettings budgets(Supplier<RoutingPolicy> policy) {
        var prices = LedgerRoleConfig.prices(config.prices().file());
        var model = config.ledger().thinkingModel();
        return new RouterTopology.BudgetSettings(
                () -> config.policy().limits(policy.get()),
                config.budgets().mostWaiting(),
                (tokens, at) -> prices.thinkingCostNanos(model, tokens, at));
    }

    // Kafka Streams commits by its interval too, and what it commits is owed no more.
    private static Map<String, Object> properties(
            Prefetch prefetch, Optional<Supplier<CommitPace>> pace) {
        Runnable committed = () -> pace.map(Supplier::get).ifPresent(CommitPace::committed);
        return Map.of(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                BACKLOG_COMMIT_MS,
                StreamsConfig.producerPrefix(StreamsClient.COMMITTED),
                committed,
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG),
                PollInterceptor.class.getName(),
                StreamsConfig.mainConsumerPrefix(PollInterceptor.PREFETCH),
                prefetch);
    }
}
