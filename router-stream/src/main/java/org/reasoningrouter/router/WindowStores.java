package org.reasoningrouter.router;

import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/// Window stores on disk that are still known when they hold nothing.
final class WindowStores {

    private WindowStores() {}

    /// @param retention how long a record can still be read
    static WindowBytesStoreSupplier persistent(String name, Duration retention, Duration window) {
        return new EmptyKnown(Stores.persistentWindowStore(name, retention, window, false));
    }

    private record EmptyKnown(WindowBytesStoreSupplier stock) implements WindowBytesStoreSupplier {

        @Override
        public WindowStore<Bytes, byte[]> get() {
            return new EmptyKnownWindowStore(stock.get());
        }

        @Override
        public String name() {
            return stock.name();
        }

        @Override
        public String metricsScope() {
            return stock.metricsScope();
        }

        @Override
        public long segmentIntervalMs() {
            return stock.segmentIntervalMs();
        }

        @Override
        public long windowSize() {
            return stock.windowSize();
        }

        @Override
        public boolean retainDuplicates() {
            return stock.retainDuplicates();
        }

        @Override
        public long retentionPeriod() {
            return stock.retentionPeriod();
        }
    }
}
