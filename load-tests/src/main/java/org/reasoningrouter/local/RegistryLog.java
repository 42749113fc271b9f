package org.reasoningrouter.local;

import java.util.List;

/// Where the registry keeps its changes, so that ids mean the same after a restart.
interface RegistryLog extends AutoCloseable {

    /// All changes so far, oldest first.
    List<RegistryChange> read();

    /// Returns once the change will survive a restart.
    ///
    /// @throws IllegalStateException when it will not
    void append(RegistryChange change);

    @Override
    void close();
}
