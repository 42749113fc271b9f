package org.reasoningrouter.router;

import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// One block cache and one write buffer for all stores of the process, both roles' together, so
/// that memory does not grow with partitions: by default each store would take up to 100 MB of its
/// own.
///
/// Kafka Streams makes one of these for every store and lets nothing be handed to it, so what they
/// share is static; the class lock guards it. The first open store makes it, the last one frees it.
public final class SharedRocksDbConfig implements RocksDBConfigSetter {

    /// The Streams property for the bytes of cache and write buffer together.
    static final String BYTES = "router.rocksdb.bytes";

    private static final long BLOCK_BYTES = 4L << 10;
    private static final long LARGEST_WRITE_BUFFER = 8L << 20;

    /// RocksDB's own choice is up to 64 shards of 512 KiB and more. Where a shard had 1 MiB, for
    /// filters and for write buffers, some runs of claims took ten times as long as others; with 32
    /// MiB none did.
    private static final long SMALLEST_SHARD = 32L << 20;

    private static final int MOST_SHARD_BITS = 6;

    private static int users;
    private static @Nullable Memory memory;

    private record Memory(Cache cache, WriteBufferManager buffers) {

        static Memory of(long bytes) {
            var cache = new LRUCache(bytes, shardBits(bytes));
            // The write buffers are charged to the cache, so that both stay within its size.
            return new Memory(cache, new WriteBufferManager(bytes / 2, cache));
        }

        void close() {
            buffers.close();
            cache.close();
        }
    }

    /// The Streams properties that give an application its share.
    static Map<String, Object> properties(long bytes) {
        return Map.of(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                SharedRocksDbConfig.class,
                BYTES,
                bytes);
    }

    /// How many times the cache is halved to be used by many threads at once.
    static int shardBits(long bytes) {
        var shards = Math.max(1, bytes / SMALLEST_SHARD);
        return Math.min(MOST_SHARD_BITS, Long.SIZE - 1 - Long.numberOfLeadingZeros(shards));
    }

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        var shared = share(configs);
        var table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(shared.cache());
        table.setBlockSize(BLOCK_BYTES);
        table.setCacheIndexAndFilterBlocks(true);
        table.setPinL0FilterAndIndexBlocksInCache(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(shared.buffers());
        options.setWriteBufferSize(LARGEST_WRITE_BUFFER);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String store, Options options) {
        leave();
    }

    private static synchronized Memory share(Map<String, Object> configs) {
        RocksDB.loadLibrary();
        var shared = memory;
        if (shared == null) {
            shared = Memory.of(Long.parseLong(String.valueOf(configs.get(BYTES))));
            memory = shared;
        }
        users++;
        return shared;
    }

    private static synchronized void leave() {
        users--;
        if (users == 0 && memory != null) {
            memory.close();
            memory = null;
        }
    }
}
