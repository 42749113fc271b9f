package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;

class ScoreCacheTest {

    private static final Score SCORE = new Score(0.3);

    private final ScoreCache cache = new ScoreCache("model@1", 10_000);

    @Test
    void theSameInputIsFoundAgain() {
        cache.keep("a", tokens(1, 2, 3), SCORE);

        assertThat(cache.find("a", tokens(1, 2, 3))).contains(SCORE);
    }

    @Test
    void anotherInputIsNot() {
        cache.keep("a", tokens(1, 2, 3), SCORE);

        assertThat(cache.find("a", tokens(1, 2))).isEmpty();
        assertThat(cache.find("a", tokens(1, 2, 4))).isEmpty();
    }

    @Test
    void nothingIsFoundAcrossTenants() {
        cache.keep("a", tokens(1, 2, 3), SCORE);

        assertThat(cache.find("b", tokens(1, 2, 3))).isEmpty();
    }

    @Test
    void whatIsNoNumberIsNotKept() {
        cache.keep("a", tokens(1), new Score(Double.NaN));

        assertThat(cache.find("a", tokens(1))).isEmpty();
    }

    @Test
    void itsBoundIsInBytes() {
        IntStream.range(0, 1_000).forEach(i -> cache.keep("a", tokens(i, 0, 0), SCORE));

        var kept =
                IntStream.range(0, 1_000).filter(i -> cache.find("a", tokens(i, 0, 0)).isPresent());
        // An entry of three ids, one label and a tenant of one letter takes 256 + 24 + 24 + 2
        // bytes.
        assertThat(kept.count()).isEqualTo(10_000 / 306);
    }

    @Test
    void whatIsLargerThanTheBoundIsNotKept() {
        cache.keep("a", tokens(new long[2_000]), SCORE);

        assertThat(cache.find("a", tokens(new long[2_000]))).isEmpty();
    }

    @Test
    void withoutRoomItIsOff() {
        var off = new ScoreCache("model@1", 0);
        off.keep("a", tokens(1), SCORE);

        assertThat(off.isOn()).isFalse();
        assertThat(off.find("a", tokens(1))).isEmpty();
    }

    private static Tokens tokens(long... ids) {
        return new Tokens(ids, ids.length);
    }
}
