package org.reasoningrouter.router;

import io.micronaut.context.BeanLocator;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.naming.conventions.StringConvention;
import io.micronaut.health.HealthStatus;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.reasoningrouter.topics.AvroSerdes;

/// Makes of each role that is named in the settings its application: `<prefix>router`,
/// `<prefix>ledger`.
@Factory
@Requires(env = RouterApplication.ENVIRONMENT)
final class RolesConfig {

    private static final String LINGER =
            StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG);
    private static final String RETRY_BACKOFF =
            StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG);

    /// Milliseconds. Nobody sees a record before its commit, which sends whatever lingers at once.
    private static final int FULL = 100;

    /// Milliseconds that every record waits.
    private static final int SOON = 5;

    /// Milliseconds before a request is tried again. A broker that is not done with a thread's last
    /// transaction refuses the next one, and the thread waits with all its prompts: for 100 ms by
    /// the producer's own default.
    private static final int AGAIN = 10;

    /// What one role brings to its Kafka Streams application. Its name is the bean's.
    ///
    /// @param properties of the role alone; `router.kafka` and then `router.kafka-<role>` override
    ///   them
    /// @param release closes what the topology uses, once the application has stopped
    record Parts(Topology topology, Map<String, Object> properties, Runnable release) {

        Parts {
            properties = Map.copyOf(properties);
        }
    }

    @Singleton
    AvroSerdes serdes(Environment environment) {
        return new AvroSerdes(
                raw(environment, "router.registry").entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, e -> String.valueOf(e.getValue()))));
    }

    @Singleton
    BrokerClient broker(RouterConfig config, Environment environment) {
        return new BrokerClient(kafka(environment), config.startPatience());
    }

    @Singleton
    @Bean(preDestroy = "close")
    Roles roles(RouterConfig config, Environment environment, BeanLocator beans) {
        var applications = new ArrayList<StreamsApplication>();
        var release = new ArrayList<Runnable>();
        for (var role : config.roles()) {
            var name = role.name().toLowerCase(Locale.ROOT);
            var parts = parts(beans, name);
            var properties = new HashMap<>(parts.properties());
            properties.putAll(SharedRocksDbConfig.properties(config.rocksdbBytes()));
            properties.putAll(kafka(environment, name));
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.topics().prefix() + name);
            properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
            applications.add(
                    new StreamsApplication(parts.topology(), properties, InstantSource.system()));
            release.add(parts.release());
        }
        return new Roles(applications, () -> release.forEach(Runnable::run));
    }

    /// Down only once an application has given up, never for a rebalance.
    @Singleton
    @Liveness
    HealthIndicator liveness(Roles roles) {
        return indicator("streams-alive", roles::isAlive);
    }

    /// Whether every application has its partitions and runs. The model is warm before the first
    /// one starts.
    @Singleton
    @Readiness
    HealthIndicator readiness(Roles roles) {
        return indicator("streams-running", roles::isReady);
    }

    private static HealthIndicator indicator(String name, BooleanSupplier holds) {
        return () ->
                Publishers.just(
                        HealthResult.builder(
                                        name,
                                        holds.getAsBoolean() ? HealthStatus.UP : HealthStatus.DOWN)
                                .build());
    }

    private static Parts parts(BeanLocator beans, String role) {
        return beans.findBean(Parts.class, Qualifiers.byName(role))
                .orElseThrow(() ->
                        new IllegalStateException(
                                "router.roles names " + role + ", which has no parts"));
    }

    /// What all Kafka clients of the program have in common.
    static Map<String, Object> kafka(Environment environment) {
        return raw(environment, "router.kafka");
    }

    /// The same with what is set for one role, and a linger and a producer's backoff where none is
    /// set.
    static Map<String, Object> kafka(Environment environment, String role) {
        var properties = new HashMap<>(kafka(environment));
        properties.putAll(raw(environment, "router.kafka-" + role));
        properties.putIfAbsent(LINGER, isExactlyOnce(properties) ? FULL : SOON);
        if (!properties.containsKey(ProducerConfig.RETRY_BACKOFF_MS_CONFIG)) {
            properties.putIfAbsent(RETRY_BACKOFF, AGAIN);
        }
        return properties;
    }

    /// Whether what is written can be read once it is committed.
    static boolean isExactlyOnce(Map<String, Object> kafka) {
        return StreamsConfig.EXACTLY_ONCE_V2.equals(
                kafka.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
    }

    private static Map<String, Object> raw(Environment environment, String prefix) {
        return environment.getProperties(prefix, StringConvention.RAW);
    }
}
