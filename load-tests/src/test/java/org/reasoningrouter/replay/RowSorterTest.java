package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSorterTest {

    @TempDir Path dir;

    @Test
    void whatFitsAndWhatDoesNotComeInTheSameOrder() throws IOException {
        assertThat(sorted(1_000, Long.MAX_VALUE)).isEqualTo(inOrder(1_000));
        assertThat(sorted(1_000, 500)).isEqualTo(inOrder(1_000));
    }

    @Test
    void moreRunsThanAreReadAtATimeAreMergedFirst() throws IOException {
        assertThat(sorted(1_000, 1)).isEqualTo(inOrder(1_000));
    }

    @Test
    void keysCompareWithoutSigns() throws IOException {
        try (var sorter = new RowSorter(dir, 1)) {
            sorter.add(new byte[] {(byte) 0x80}, new byte[] {2});
            sorter.add(new byte[] {0x7f}, new byte[] {1});

            assertThat(values(sorter)).containsExactly(1L, 2L);
        }
    }

    @Test
    void nothingStaysOnDisk() throws IOException {
        var _ = sorted(1_000, 500);

        try (var left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    private List<Long> sorted(int count, long memory) throws IOException {
        var random = new Random(7);
        var numbers = new ArrayList<>(inOrder(count));
        Collections.shuffle(numbers, random);
        try (var sorter = new RowSorter(dir, memory)) {
            for (var number : numbers) {
                var key = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
                sorter.add(key, new byte[] {number.byteValue()});
            }
            return keys(sorter);
        }
    }

    private static List<Long> keys(RowSorter sorter) throws IOException {
        var keys = new ArrayList<Long>();
        try (var sorted = sorter.sorted()) {
            for (var entry = sorted.next(); entry.isPresent(); entry = sorted.next()) {
                var key = ByteBuffer.wrap(entry.get().key()).getLong();
                assertThat(entry.get().value()).containsExactly((byte) key);
                keys.add(key);
            }
        }
        return keys;
    }

    private static List<Long> values(RowSorter sorter) throws IOException {
        var values = new ArrayList<Long>();
        try (var sorted = sorter.sorted()) {
            for (var entry = sorted.next(); entry.isPresent(); entry = sorted.next()) {
                values.add((long) entry.get().value()[0]);
            }
        }
        return values;
    }

    private static List<Long> inOrder(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
