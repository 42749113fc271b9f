package org.reasoningrouter.router.batch;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// The models and the policy in force: one immutable snapshot, so that no old score meets a new
/// threshold, and no band another threshold than its own.
///
/// @param drift whether what the policy promises still stands
/// @param shadow decides beside it without effect
public record Judge(
        RoutingPolicy policy, Batcher batcher, DriftWatch drift, Optional<Shadow> shadow) {

    /// A judge without a shadow that watches a thousand scored prompts at a time.
    public Judge(RoutingPolicy policy, Batcher batcher) {
        this(policy, batcher, new DriftWatch(policy.calibrated(), 1_000), Optional.empty());
    }

    public Judge {
        var threshold = policy.threshold();
        if (!policy.isFor(batcher.modelVersion())) {
            throw new IllegalArgumentException(policy.refusal(batcher.modelVersion()));
        }
        batcher.band()
                .ifPresent(band -> {
                    band.requireThreshold(threshold);
                    policy.rules().forEach(rule -> band.requireThreshold(rule.threshold()));
                });
    }

    /// Its own and the shadow's.
    List<Batcher> batchers() {
        return Stream.concat(Stream.of(batcher), shadow.flatMap(Shadow::batcher).stream()).toList();
    }

    public PolicyInForce inForce() {
        return new PolicyInForce(policy, batcher.modelVersion());
    }
}
