package org.reasoningrouter.router.decide;

import java.time.Instant;

/// What reasoning tokens cost.
@FunctionalInterface
public interface ThinkingPrice {

    /// In nano-dollars.
    long nanos(long tokens, Instant at);
}
