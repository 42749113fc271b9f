package org.reasoningrouter.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;

/// An ONNX graph that is being written: nodes and weights, numbered as `onnx.proto` numbers them.
///
/// Each method that adds something returns the name by which others take it.
final class OnnxNodes {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final ProtoMessage graph = new ProtoMessage().text(2, "encoder");
    private final SplittableRandom random;
    private final boolean half;
    private int last;

    /// @param seed of the random weights
    /// @param half whether it computes in fp16
    OnnxNodes(long seed, boolean half) {
        random = new SplittableRandom(seed);
        this.half = half;
    }

    private int type() {
        return half ? FLOAT16 : FLOAT;
    }

    /// An input of `[batch, sequence]` ids.
    String ids(String name) {
        graph.message(11, value(name, INT64, dimension("batch"), dimension("sequence")));
        return name;
    }

    /// Names the output: a row of that many logits in fp32 for each prompt.
    void output(String from, int labels) {
        node("Cast", List.of(from), "logits", attribute("to", FLOAT));
        var width = new ProtoMessage().number(1, labels);
        graph.message(12, value("logits", FLOAT, dimension("batch"), width));
    }

    /// Random weights of that shape, evenly from `-spread` to `spread`.
    String weights(double spread, long... shape) {
        var count = LongStream.of(shape).reduce(1, Math::multiplyExact);
        return tensor(type(), raw(count, () -> spread * (2 * random.nextDouble() - 1)), shape);
    }

    /// The same number in every place of a vector, or a single one where no length is given.
    String constant(float number, long... shape) {
        var count = LongStream.of(shape).reduce(1, Math::multiplyExact);
        return tensor(type(), raw(count, () -> number), shape);
    }

    private byte[] raw(long count, DoubleSupplier numbers) {
        var raw = new byte[Math.toIntExact(count * (half ? Short.BYTES : Float.BYTES))];
        var out = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        while (out.hasRemaining()) {
            var number = (float) numbers.getAsDouble();
            if (half) {
                out.putShort(Float.floatToFloat16(number));
            } else {
                out.putFloat(number);
            }
        }
        return raw;
    }

    String whole(long number) {
        return tensor(INT64, wholes(number));
    }

    String list(long... numbers) {
        return tensor(INT64, wholes(numbers), numbers.length);
    }

    String node(String operator, String... inputs) {
        var name = next();
        node(operator, List.of(inputs), name);
        return name;
    }

    String axis(String operator, long axis, String... inputs) {
        var name = next();
        node(operator, List.of(inputs), name, attribute("axis", axis));
        return name;
    }

    String castToFloat(String input) {
        var name = next();
        node("Cast", List.of(input), name, attribute("to", type()));
        return name;
    }

    String transpose(String input, long... order) {
        var name = next();
        var permutation = new ProtoMessage().text(1, "perm").number(20, ATTRIBUTE_INTS);
        LongStream.of(order).forEach(place -> permutation.number(8, place));
        node("Transpose", List.of(input), name, permutation);
        return name;
    }

    String layerNorm(String input, long width) {
        var name = next();
        var epsilon =
                new ProtoMessage().text(1, "epsilon").number(2, 1e-12f).number(20, ATTRIBUTE_FLOAT);
        var inputs = List.of(input, constant(1, width), constant(0, width));
        node("LayerNormalization", inputs, name, attribute("axis", -1), epsilon);
        return name;
    }

    void writeTo(OutputStream out) throws IOException {
        new ProtoMessage()
                .number(1, IR_VERSION)
                .text(2, "reasoning-router bench")
                .message(7, graph)
                .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
                .writeTo(out);
    }

    private void node(String operator, List<String> inputs, String name, ProtoMessage... more) {
        var node = new ProtoMessage();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, name).text(3, name).text(4, operator);
        List.of(more).forEach(attribute -> node.message(5, attribute));
        graph.message(1, node);
    }

    private static ProtoMessage attribute(String name, long number) {
        return new ProtoMessage().text(1, name).number(3, number).number(20, ATTRIBUTE_INT);
    }

    private String tensor(int type, byte[] raw, long... shape) {
        var name = next();
        var tensor = new ProtoMessage();
        LongStream.of(shape).forEach(size -> tensor.number(1, size));
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return name;
    }

    private static byte[] wholes(long... numbers) {
        var raw = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.of(numbers).forEach(raw::putLong);
        return raw.array();
    }

    private static ProtoMessage value(String name, int type, ProtoMessage... dimensions) {
        var shape = new ProtoMessage();
        List.of(dimensions).forEach(dimension -> shape.message(1, dimension));
        var tensor = new ProtoMessage().number(1, type).message(2, shape);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    private static ProtoMessage dimension(String name) {
        return new ProtoMessage().text(2, name);
    }

    private String next() {
        return "v" + last++;
    }
}
