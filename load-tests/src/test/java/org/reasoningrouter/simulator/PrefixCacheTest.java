package org.reasoningrouter.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {

    private final PrefixCache cache = new PrefixCache(4);

    @Test
    void theLongestCommonBeginningCountsInWholeBlocks() {
        cache.add(ids(0, 50));

        assertThat(cache.cached(ids(0, 50))).isEqualTo(48);
        assertThat(cache.cached(Ids.join(ids(0, 40), ids(900, 960)))).isEqualTo(32);
        assertThat(cache.cached(ids(1, 51))).isZero();
    }

    @Test
    void oneTokenIsAlwaysComputed() {
        cache.add(ids(0, 32));

        assertThat(cache.cached(ids(0, 32))).isEqualTo(16);
        assertThat(cache.cached(ids(0, 33))).isEqualTo(32);
    }

    @Test
    void whatWasNotUsedForLongestIsForgotten() {
        cache.add(ids(0, 32));
        cache.add(ids(100, 164));

        assertThat(cache.cached(ids(0, 33))).isZero();
        assertThat(cache.cached(ids(100, 165))).isEqualTo(64);
    }

    private static Ids ids(int from, int to) {
        return Ids.of(IntStream.range(from, to));
    }
}
