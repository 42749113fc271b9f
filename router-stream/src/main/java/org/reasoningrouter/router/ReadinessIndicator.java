package org.reasoningrouter.router;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/// Whether every application has its partitions and runs. The model is warm before the first one
/// starts.
@Singleton
@Readiness
@Requires(env = RouterApplication.ENVIRONMENT)
final class ReadinessIndicator implements HealthIndicator {

    private final Roles roles;

    ReadinessIndicator(Roles roles) {
        this.roles = roles;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var status = roles.isReady() ? HealthStatus.UP : HealthStatus.DOWN;
        return Publishers.just(HealthResult.builder("streams-running", status).build());
    }
}
