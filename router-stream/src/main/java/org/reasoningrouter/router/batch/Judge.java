package org.reasoningrouter.router.batch;

import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// The models and the policy in force: one immutable snapshot, so that no old score meets a new
/// threshold, and no band another threshold than its own.
///
/// @param drift whether what the policy promises still stands
public record Judge(RoutingPolicy policy, Batcher batcher, DriftWatch drift) {

    /// A judge that watches a thousand scored prompts at a time.
    public Judge(RoutingPolicy policy, Batcher batcher) {
        this(policy, batcher, new DriftWatch(policy.calibrated(), 1_000));
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

    public PolicyInForce inForce() {
        return new PolicyInForce(policy, batcher.modelVersion());
    }
}
