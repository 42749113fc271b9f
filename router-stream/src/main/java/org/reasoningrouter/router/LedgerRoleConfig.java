package org.reasoningrouter.router;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsConfig;
import org.reasoningrouter.router.decide.Limits;
import org.reasoningrouter.router.measure.OutcomeWatch;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.PriceListConfig;
import org.reasoningrouter.topics.AvroSerdes;

/// The role `ledger`: the prices, and the topology around them.
@Factory
@Requires(env = RouterApplication.ENVIRONMENT)
final class LedgerRoleConfig {

    private static final String SHIPPED = "/prices.yml";

    /// A result waits for its commit.
    private static final Map<String, Object> PROPERTIES =
            Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);

    @Singleton
    @Named("ledger")
    RolesConfig.Parts ledger(
            RouterConfig config,
            AvroSerdes serdes,
            MeterRegistry meters,
            InstantSource clock,
            BrokerClient broker) {
        var control = config.topics().settings().control().name();
        var policy = new RecentPolicy(config.policy().file(), clock);
        var topology =
                new LedgerTopology(
                        config.topics().settings(),
                        serdes,
                        config.ledgerSettings(),
                        prices(config.prices().file()),
                        meters,
                        new LedgerTopology.Surroundings(
                                clock,
                                new TopicWatch(control, () -> broker.has(control), clock),
                                limits(config.policy(), policy)));
        topology.watch(new OutcomeWatch(policy, config.policy().driftWindow()));
        return new RolesConfig.Parts(topology.build(), PROPERTIES, topology::close);
    }

    /// Those that were last read: a file that cannot be read now takes no budget away.
    private static Supplier<Limits> limits(RouterConfig.Policy settings, RecentPolicy policy) {
        var last = new AtomicReference<>(Limits.NONE);
        return () -> {
            policy.get().map(settings::limits).ifPresent(last::set);
            return last.get();
        };
    }

    static PriceList prices(Optional<Path> file) {
        try (var yaml = open(file)) {
            return PriceListConfig.parse(yaml);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "prices.file cannot be read: " + file.map(Path::toString).orElse(SHIPPED), e);
        }
    }

    private static Reader open(Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return Files.newBufferedReader(file.get());
        }
        var shipped = LedgerRoleConfig.class.getResourceAsStream(SHIPPED);
        if (shipped == null) {
            throw new IllegalStateException("prices.yml is not on the class path");
        }
        return new InputStreamReader(shipped, StandardCharsets.UTF_8);
    }
}
