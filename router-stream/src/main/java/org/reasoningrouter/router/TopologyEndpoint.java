package org.reasoningrouter.router;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;

/// What each application's stages are, as Kafka Streams describes them.
@Endpoint(id = "topology", defaultSensitive = false)
@Requires(env = RouterApplication.ENVIRONMENT)
final class TopologyEndpoint {

    private final Roles roles;

    TopologyEndpoint(Roles roles) {
        this.roles = roles;
    }

    @Read(produces = MediaType.TEXT_PLAIN)
    String topology() {
        return roles.descriptions();
    }
}
