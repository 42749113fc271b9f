package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowStoresConfigTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("store-changelog", 0);
    private static final Bytes KEY = Bytes.wrap(new byte[] {1});
    private static final long NOW = 1_000_000_000_000L;

    @TempDir Path folder;

    private final WindowBytesStoreSupplier stores =
            WindowStoresConfig.persistent("store", Duration.ofHours(1), Duration.ofMillis(1));
    private WindowStore<Bytes, byte[]> store = stores.get();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anEmptyStoreIsRestoredFromTheStart() {
        open();

        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(-4);
    }

    @Test
    void soItIsWhenItWasClosedAndOpenedAgain() {
        open();
        store.commit(Map.of(CHANGELOG, -4L));
        store.close();
        open();

        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(-4);
    }

    @Test
    void whatWasNotCommittedHasNoOffset() {
        open();
        store.put(KEY, new byte[] {2}, NOW);

        assertThat(store.committedOffset(CHANGELOG)).isNull();
    }

    @Test
    void whatWasCommittedIsFoundAgainWithItsOffset() {
        open();
        store.put(KEY, new byte[] {2}, NOW);
        store.commit(Map.of(CHANGELOG, 17L));
        store.close();
        open();

        assertThat(store.committedOffset(CHANGELOG)).isEqualTo(17);
        assertThat(store.fetch(KEY, NOW)).containsExactly(2);
    }

    private void open() {
        var properties = new Properties();
        properties.put("application.id", "test");
        properties.put("bootstrap.servers", "localhost:1");
        store = stores.get();
        store.init(
                new MockProcessorContext<Void, Void>(properties, new TaskId(0, 0), folder.toFile())
                        .getStateStoreContext(),
                store);
    }
}
