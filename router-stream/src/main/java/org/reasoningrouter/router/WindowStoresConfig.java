package org.reasoningrouter.router;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/// Window stores on disk that are still known when they hold nothing.
final class WindowStoresConfig {

    private WindowStoresConfig() {}

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

    /// A window store on disk that tells its committed offset when it is empty, too.
    ///
    /// A window store of Kafka Streams 4.4 keeps its offset in its segments (KIP-1035), and has
    /// none before its first record. With exactly-once a task that finds no offset beside files of
    /// other stores counts as corrupted: Streams wipes all its stores and rebalances the group,
    /// which closes and opens tasks, which are found to be corrupted again. With two members that
    /// came and went that went on for two minutes and more, and the partitions stood still.
    ///
    /// Where nothing is stored, nothing uncommitted is: such a store is restored from its
    /// changelog's start, as any other store is whose offset is unknown.
    private static final class EmptyKnownWindowStore implements WindowStore<Bytes, byte[]> {

        /// What Kafka Streams itself writes down for a store that has read nothing of its changelog
        /// (`OFFSET_UNKNOWN`).
        private static final long FROM_THE_START = -4;

        private final WindowStore<Bytes, byte[]> stock;

        private EmptyKnownWindowStore(WindowStore<Bytes, byte[]> stock) {
            this.stock = stock;
        }

        @Override
        public @Nullable Long committedOffset(TopicPartition changelog) {
            var offset = stock.committedOffset(changelog);
            return offset == null && isEmpty() ? Long.valueOf(FROM_THE_START) : offset;
        }

        private boolean isEmpty() {
            try (var all = stock.all()) {
                return !all.hasNext();
            }
        }

        @Override
        public String name() {
            return stock.name();
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            stock.init(context, root);
        }

        @Override
        public void commit(Map<TopicPartition, Long> offsets) {
            stock.commit(offsets);
        }

        @Override
        @SuppressWarnings("deprecation") // Streams asks it all the same
        public boolean managesOffsets() {
            return stock.managesOffsets();
        }

        @Override
        public long approximateNumUncommittedBytes() {
            return stock.approximateNumUncommittedBytes();
        }

        @Override
        public Position getPosition() {
            return stock.getPosition();
        }

        @Override
        public void close() {
            stock.close();
        }

        @Override
        public boolean persistent() {
            return stock.persistent();
        }

        @Override
        public boolean isOpen() {
            return stock.isOpen();
        }

        @Override
        public void put(Bytes key, byte[] value, long at) {
            stock.put(key, value, at);
        }

        @Override
        public byte[] fetch(Bytes key, long at) {
            return stock.fetch(key, at);
        }

        @Override
        public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
            return stock.fetch(key, from, to);
        }

        @Override
        public WindowStoreIterator<byte[]> backwardFetch(Bytes key, long from, long to) {
            return stock.backwardFetch(key, from, to);
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
                Bytes first, Bytes last, long from, long to) {
            return stock.fetch(first, last, from, to);
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(
                Bytes first, Bytes last, long from, long to) {
            return stock.backwardFetch(first, last, from, to);
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
            return stock.fetchAll(from, to);
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long from, long to) {
            return stock.backwardFetchAll(from, to);
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
            return stock.all();
        }

        @Override
        public KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
            return stock.backwardAll();
        }
    }
}
