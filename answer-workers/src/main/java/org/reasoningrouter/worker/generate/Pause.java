package org.reasoningrouter.worker.generate;

import java.time.Duration;

/// Waits. Tests move time by hand instead.
@FunctionalInterface
public interface Pause {

    /// Waits so long, or until the worker stops.
    ///
    /// @return whether the wait was whole; false: the worker stops and calls are over
    boolean pause(Duration duration);
}
