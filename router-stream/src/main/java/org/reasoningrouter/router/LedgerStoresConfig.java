package org.reasoningrouter.router;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.reasoningrouter.router.join.LedgerProcessor;

/// How the ledger's stores are kept.
final class LedgerStoresConfig {

    private static final Map<String, String> CHANGELOG =
            Map.of("message.timestamp.type", "LogAppendTime");

    private LedgerStoresConfig() {}

    /// Every store, none with a cache in front: a range over the deadlines need not merge one in.
    ///
    /// @param markerRetention how long it is known that a prompt has ended
    static List<StoreBuilder<?>> stores(Duration markerRetention) {
        var markers =
                WindowStoresConfig.persistent(
                        LedgerProcessor.ENDED, markerRetention, Duration.ofMillis(1));
        return List.of(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(LedgerProcessor.PENDING),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(LedgerProcessor.DEADLINES),
                                Serdes.Bytes(),
                                Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(LedgerProcessor.LANES),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG),
                Stores.windowStoreBuilder(markers, Serdes.String(), Serdes.ByteArray())
                        .withLoggingEnabled(CHANGELOG));
    }
}
