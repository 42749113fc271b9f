package org.reasoningrouter.router;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.management.endpoint.annotation.Read;
import io.micronaut.management.endpoint.annotation.Write;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import org.reasoningrouter.router.RouterConfig.Role;
import org.reasoningrouter.router.Swap.Outcome;
import org.reasoningrouter.router.Swap.Outcome.Installed;
import org.reasoningrouter.router.Swap.Outcome.Refused;
import org.reasoningrouter.router.Swap.Outcome.Unchanged;
import org.reasoningrouter.router.decide.PolicyInForce;

/// Says which policy and model are in force, and has their files read again.
@Endpoint(id = "policy", defaultSensitive = false)
@Requires(env = RouterApplication.ENVIRONMENT)
final class PolicyEndpoint {

    private final RouterConfig config;
    private final BeanProvider<Swap> swap;

    PolicyEndpoint(RouterConfig config, BeanProvider<Swap> swap) {
        this.config = config;
        this.swap = swap;
    }

    /// What the last try came to.
    @Read(produces = MediaType.TEXT_PLAIN)
    HttpResponse<String> inForce() {
        return decides() ? HttpResponse.ok(text(swap.get().last())) : nothingHere();
    }

    /// Puts the files as they are now in force: 200 when they are, 409 when they cannot be.
    @Write(produces = MediaType.TEXT_PLAIN, consumes = MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<String> reload() {
        if (!decides()) {
            return nothingHere();
        }
        var outcome = swap.get().reload();
        return outcome instanceof Refused
                ? HttpResponse.<String>status(HttpStatus.CONFLICT).body(text(outcome))
                : HttpResponse.ok(text(outcome));
    }

    private boolean decides() {
        return config.roles().contains(Role.ROUTER);
    }

    private static HttpResponse<String> nothingHere() {
        return HttpResponse.<String>notFound().body("the role router does not run here\n");
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Installed(var now) -> pair(now) + "installed\n";
            case Unchanged(var still) -> pair(still) + "unchanged\n";
            case Refused(var still, var why) -> pair(still) + "refused " + why + "\n";
        };
    }

    private static String pair(PolicyInForce inForce) {
        return "policy  %s\nmodel   %s\n"
                .formatted(inForce.policy().version(), inForce.modelVersion());
    }
}
