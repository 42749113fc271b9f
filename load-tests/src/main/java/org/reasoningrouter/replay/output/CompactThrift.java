package org.reasoningrouter.replay.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Structures as Thrift's compact protocol writes them, as far as Parquet's headers need it. Fields
/// are written in the order of their numbers.
final class CompactThrift {

    private static final int WHOLE_4 = 5;
    private static final int WHOLE_8 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int SHORT_LIST = 15;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    byte[] end() {
        bytes.write(0);
        return bytes.toByteArray();
    }

    CompactThrift whole4(int field, int value) {
        header(field, WHOLE_4);
        zigzag(value);
        return this;
    }

    CompactThrift whole8(int field, long value) {
        header(field, WHOLE_8);
        zigzag(value);
        return this;
    }

    CompactThrift text(int field, String value) {
        header(field, BINARY);
        plainText(value);
        return this;
    }

    CompactThrift struct(int field, Consumer<CompactThrift> fields) {
        header(field, STRUCT);
        nested(fields);
        return this;
    }

    CompactThrift wholes4(int field, List<Integer> values) {
        list(field, WHOLE_4, values.size());
        values.forEach(this::zigzag);
        return this;
    }

    CompactThrift texts(int field, List<String> values) {
        list(field, BINARY, values.size());
        values.forEach(this::plainText);
        return this;
    }

    <E> CompactThrift structs(int field, List<E> items, BiConsumer<CompactThrift, E> fields) {
        list(field, STRUCT, items.size());
        items.forEach(item -> nested(it -> fields.accept(it, item)));
        return this;
    }

    private void nested(Consumer<CompactThrift> fields) {
        outer.push(last);
        last = 0;
        fields.accept(this);
        bytes.write(0);
        last = outer.pop();
    }

    private void list(int field, int type, int size) {
        header(field, LIST);
        if (size < SHORT_LIST) {
            bytes.write((size << 4) | type);
        } else {
            bytes.write((SHORT_LIST << 4) | type);
            varint(bytes, size);
        }
    }

    // Every field of Parquet's structures is within fifteen of the one before it.
    private void header(int field, int type) {
        bytes.write(((field - last) << 4) | type);
        last = field;
    }

    private void plainText(String value) {
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes, utf8.length);
        bytes.writeBytes(utf8);
    }

    private void zigzag(long value) {
        varint(bytes, (value << 1) ^ (value >> 63));
    }

    static void varint(ByteArrayOutputStream to, long value) {
        var left = value;
        while ((left & ~0x7FL) != 0) {
            to.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        to.write((int) left);
    }
}
