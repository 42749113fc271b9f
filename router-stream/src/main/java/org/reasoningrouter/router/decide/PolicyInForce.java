package org.reasoningrouter.router.decide;

/// A policy with the model whose scores it judges: both change together or not at all.
public record PolicyInForce(RoutingPolicy policy, String modelVersion) {}
