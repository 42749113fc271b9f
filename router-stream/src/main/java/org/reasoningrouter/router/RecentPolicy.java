package org.reasoningrouter.router;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// The policy of the file, read again now and then, for the ledger, which compares with it and
/// decides nothing. None where it cannot be read: what is wrong with it says the router.
///
/// Threads share it; its lock guards what was read.
final class RecentPolicy implements Supplier<Optional<RoutingPolicy>> {

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final Optional<Path> file;
    private final InstantSource clock;
    private Optional<RoutingPolicy> policy = Optional.empty();
    private Instant again = Instant.MIN;

    RecentPolicy(Optional<Path> file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public synchronized Optional<RoutingPolicy> get() {
        var now = clock.instant();
        if (!now.isBefore(again)) {
            again = now.plus(AGAIN);
            policy = read();
        }
        return policy;
    }

    private Optional<RoutingPolicy> read() {
        try {
            return Optional.of(PolicyConfig.read(file));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
