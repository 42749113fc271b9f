package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedRocksDbConfigTest {

    private static final long MIB = 1L << 20;

    @Test
    void noShardOfTheCacheIsTooSmallForAFilter() {
        assertThat(SharedRocksDbConfig.shardBits(MIB)).isZero();
        assertThat(SharedRocksDbConfig.shardBits(63 * MIB)).isZero();
        assertThat(SharedRocksDbConfig.shardBits(64 * MIB)).isEqualTo(1);
        assertThat(SharedRocksDbConfig.shardBits(256 * MIB)).isEqualTo(3);
    }

    @Test
    void aLargeCacheHasNoMoreShardsThanRocksDbWouldTake() {
        assertThat(SharedRocksDbConfig.shardBits(1L << 40)).isEqualTo(6);
    }
}
