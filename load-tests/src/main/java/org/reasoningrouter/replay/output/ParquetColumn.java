package org.reasoningrouter.replay.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// A column of a Parquet file: its name, its type and where a row has its value. Every column may
/// be without one.
///
/// @param <R> what a row is
/// @param <V> what a value is
record ParquetColumn<R, V>(String name, Kind<V> kind, Function<R, Optional<V>> value) {

    /// A type with its number in the format, and how its values are laid out plainly.
    sealed interface Kind<V> {
        int type();

        void write(V value, Plain plain);
    }

    record Whole() implements Kind<Long> {
        @Override
        public int type() {
            return 2;
        }

        @Override
        public void write(Long value, Plain plain) {
            plain.eight(value);
        }
    }

    record Real() implements Kind<Double> {
        @Override
        public int type() {
            return 5;
        }

        @Override
        public void write(Double value, Plain plain) {
            plain.eight(Double.doubleToLongBits(value));
        }
    }

    record Text() implements Kind<String> {
        @Override
        public int type() {
            return 6;
        }

        @Override
        public void write(String value, Plain plain) {
            plain.text(value);
        }
    }

    record Flag() implements Kind<Boolean> {
        @Override
        public int type() {
            return 0;
        }

        @Override
        public void write(Boolean value, Plain plain) {
            plain.bit(value);
        }
    }

    static <R> ParquetColumn<R, Long> whole(String name, Function<R, Optional<Long>> value) {
        return new ParquetColumn<>(name, new Whole(), value);
    }

    static <R> ParquetColumn<R, Double> real(String name, Function<R, Optional<Double>> value) {
        return new ParquetColumn<>(name, new Real(), value);
    }

    static <R> ParquetColumn<R, String> text(String name, Function<R, Optional<String>> value) {
        return new ParquetColumn<>(name, new Text(), value);
    }

    static <R> ParquetColumn<R, Boolean> flag(String name, Function<R, Optional<Boolean>> value) {
        return new ParquetColumn<>(name, new Flag(), value);
    }

    /// Values one behind the other, little-endian; bits eight to a byte.
    static final class Plain {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int bits;
        private int bitCount;

        void eight(long value) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(value)
                            .array());
        }

        void text(String value) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            four(bytes, utf8.length);
            bytes.writeBytes(utf8);
        }

        void bit(boolean value) {
            bits |= (value ? 1 : 0) << bitCount;
            bitCount++;
            if (bitCount == Byte.SIZE) {
                endBits();
            }
        }

        private void endBits() {
            bytes.write(bits);
            bits = 0;
            bitCount = 0;
        }

        int size() {
            return bytes.size();
        }

        byte[] take() {
            if (bitCount > 0) {
                endBits();
            }
            var taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }

        static void four(ByteArrayOutputStream to, int value) {
            to.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(value)
                            .array());
        }
    }
}
