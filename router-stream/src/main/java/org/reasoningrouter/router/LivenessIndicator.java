package org.reasoningrouter.router;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/// Whether the process is worth keeping: down only once an application has given up, never for a
/// rebalance.
@Singleton
@Liveness
@Requires(env = RouterApplication.ENVIRONMENT)
final class LivenessIndicator implements HealthIndicator {

    private final Roles roles;

    LivenessIndicator(Roles roles) {
        this.roles = roles;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var status = roles.isAlive() ? HealthStatus.UP : HealthStatus.DOWN;
        return Publishers.just(HealthResult.builder("streams-alive", status).build());
    }
}
