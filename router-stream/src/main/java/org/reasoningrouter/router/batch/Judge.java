package org.reasoningrouter.router.batch;

import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// The model and the policy in force: one immutable snapshot, so that no old score meets a new
/// threshold.
public record Judge(RoutingPolicy policy, Batcher batcher) {

    public PolicyInForce inForce() {
        return new PolicyInForce(policy, batcher.modelVersion());
    }
}
