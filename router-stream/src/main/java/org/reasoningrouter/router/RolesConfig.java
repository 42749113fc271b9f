package org.reasoningrouter.router;

import io.micronaut.context.BeanLocator;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.streams.StreamsConfig;
import org.reasoningrouter.topics.AvroSerdes;

/// Makes of each role that is named in the settings its application: `<prefix>router`,
/// `<prefix>ledger`.
@Factory
@Requires(env = RouterApplication.ENVIRONMENT)
final class RolesConfig {

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
        return new BrokerClient(raw(environment, "router.kafka"), config.startPatience());
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
            properties.putAll(raw(environment, "router.kafka"));
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.topics().prefix() + name);
            properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDir().toString());
            applications.add(
                    new StreamsApplication(parts.topology(), properties, InstantSource.system()));
            release.add(parts.release());
        }
        return new Roles(applications, () -> release.forEach(Runnable::run));
    }

    private static RoleParts parts(BeanLocator beans, String role) {
        return beans.findBean(RoleParts.class, Qualifiers.byName(role))
                .orElseThrow(() ->
                        new IllegalStateException(
                                "router.roles names " + role + ", which has no parts"));
    }

    private static Map<String, Object> raw(Environment environment, String prefix) {
        return environment.getProperties(prefix, StringConvention.RAW);
    }
}
