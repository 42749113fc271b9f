package org.reasoningrouter.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A message in protobuf's wire format, field by field: what it takes to write an ONNX file without
/// another library. What is put in is never copied, so weights are in memory once.
final class ProtoMessage {

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final List<byte[]> pieces = new ArrayList<>();
    private long size;

    ProtoMessage number(int field, long value) {
        tag(field, VARINT);
        return add(varint(value));
    }

    ProtoMessage number(int field, float value) {
        tag(field, FIXED_32);
        return add(
                ByteBuffer.allocate(Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(value)
                        .array());
    }

    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage bytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        add(varint(value.length));
        return add(value);
    }

    ProtoMessage message(int field, ProtoMessage value) {
        tag(field, LENGTH_DELIMITED);
        add(varint(value.size));
        value.pieces.forEach(this::add);
        return this;
    }

    void writeTo(OutputStream out) throws IOException {
        for (var piece : pieces) {
            out.write(piece);
        }
    }

    private void tag(int field, int type) {
        add(varint(((long) field << 3) | type));
    }

    private ProtoMessage add(byte[] piece) {
        pieces.add(piece);
        size += piece.length;
        return this;
    }

    private static byte[] varint(long value) {
        var out = new ByteArrayOutputStream();
        var rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}
