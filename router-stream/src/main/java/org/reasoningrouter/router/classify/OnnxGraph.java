package org.reasoningrouter.router.classify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// What a model file would load or run besides standard operators, read before ONNX Runtime touches
/// it.
///
/// ONNX Runtime tells inputs and outputs only after it has opened every file that the graph names.
/// So this reads the protobuf wire format (varint, 64-bit, length-delimited, 32-bit) of
/// `onnx.proto` as far as three questions need:
///
/// - ModelProto: graph = 7, functions = 25
/// - GraphProto: node = 1, initializer = 5, sparse_initializer = 15; FunctionProto: node = 7,
///   domain = 10
/// - NodeProto: op_type = 4, attribute = 5, domain = 7
/// - AttributeProto: t = 5, g = 6, tensors = 10, graphs = 11, sparse_tensor = 22, sparse_tensors =
///   23
/// - SparseTensorProto: values = 1, indices = 2; TensorProto: external_data = 13
/// - StringStringEntryProto: key = 1, value = 2
///
/// Bytes are skipped, never copied, so a model of a gibibyte is read in the time of its node list.
final class OnnxGraph {

    private static final Set<String> BUILT_IN =
            Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    /// Take the scale of their activations from the whole batch.
    private static final Set<String> DYNAMIC =
            Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM");

    private final Set<String> domains = new TreeSet<>();
    private final Set<String> defined = new TreeSet<>();
    private final Set<String> operators = new TreeSet<>();
    private final Set<String> externalFiles = new TreeSet<>();

    private OnnxGraph() {}

    /// @throws IllegalArgumentException when the bytes are no ONNX model
    static OnnxGraph of(byte[] model) {
        var graph = new OnnxGraph();
        graph.model(ByteBuffer.wrap(model));
        if (graph.operators.isEmpty()) {
            throw new IllegalArgumentException("it holds no operator");
        }
        return graph;
    }

    /// Domains of operators that neither ONNX Runtime brings along nor the model defines out of
    /// others.
    Set<String> customDomains() {
        var custom = new TreeSet<>(domains);
        custom.removeAll(BUILT_IN);
        custom.removeAll(defined);
        return custom;
    }

    /// Operators that make a score depend on the rest of its batch.
    Set<String> dynamicScales() {
        var dynamic = new TreeSet<>(operators);
        dynamic.retainAll(DYNAMIC);
        return dynamic;
    }

    /// Names of files that hold weights, as the graph gives them.
    Set<String> externalFiles() {
        return externalFiles;
    }

    private void model(ByteBuffer model) {
        each(
                model,
                (field, value) -> {
                    switch (field) {
                        case 7 -> graph(value);
                        case 25 -> function(value);
                        default -> {}
                    }
                });
    }

    private void function(ByteBuffer function) {
        each(
                function,
                (field, value) -> {
                    switch (field) {
                        case 7 -> node(value);
                        case 10 -> defined.add(text(value));
                        default -> {}
                    }
                });
    }

    private void graph(ByteBuffer graph) {
        each(
                graph,
                (field, value) -> {
                    switch (field) {
                        case 1 -> node(value);
                        case 5 -> tensor(value);
                        case 15 -> sparse(value);
                        default -> {}
                    }
                });
    }

    private void node(ByteBuffer node) {
        // Protobuf leaves an empty string out: no domain is the standard one.
        var domain = new StringBuilder();
        each(
                node,
                (field, value) -> {
                    switch (field) {
                        case 4 -> operators.add(text(value));
                        case 5 -> attribute(value);
                        case 7 -> domain.append(text(value));
                        default -> {}
                    }
                });
        domains.add(domain.toString());
    }

    private void attribute(ByteBuffer attribute) {
        each(
                attribute,
                (field, value) -> {
                    switch (field) {
                        case 5, 10 -> tensor(value);
                        case 6, 11 -> graph(value);
                        case 22, 23 -> sparse(value);
                        default -> {}
                    }
                });
    }

    private void sparse(ByteBuffer sparse) {
        each(sparse, (field, value) -> onlyIf(field == 1 || field == 2, value, this::tensor));
    }

    private void tensor(ByteBuffer tensor) {
        each(tensor, (field, value) -> onlyIf(field == 13, value, this::external));
    }

    private void external(ByteBuffer entry) {
        var pair = new String[] {"", ""};
        each(
                entry,
                (field, value) -> {
                    if (field == 1 || field == 2) {
                        pair[field - 1] = text(value);
                    }
                });
        if (pair[0].equals("location")) {
            externalFiles.add(pair[1]);
        }
    }

    private static void onlyIf(boolean wanted, ByteBuffer value, Consumer<ByteBuffer> then) {
        if (wanted) {
            then.accept(value);
        }
    }

    private static String text(ByteBuffer value) {
        return StandardCharsets.UTF_8.decode(value).toString();
    }

    /// Shows every length-delimited field of a message; all others are stepped over.
    private static void each(ByteBuffer message, Field reader) {
        while (message.hasRemaining()) {
            var tag = varint(message);
            switch ((int) (tag & 7)) {
                case 0 -> varint(message);
                case 1 -> skip(message, 8);
                case 2 -> {
                    var length = varint(message);
                    var value = message.slice(message.position(), checked(message, length));
                    skip(message, length);
                    reader.read((int) (tag >>> 3), value);
                }
                case 5 -> skip(message, 4);
                default -> throw new IllegalArgumentException("it is not protobuf");
            }
        }
    }

    private static void skip(ByteBuffer message, long bytes) {
        message.position(message.position() + checked(message, bytes));
    }

    private static int checked(ByteBuffer message, long bytes) {
        if (bytes < 0 || bytes > message.remaining()) {
            throw new IllegalArgumentException("it ends within a field");
        }
        return (int) bytes;
    }

    private static long varint(ByteBuffer message) {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            checked(message, 1);
            var next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("it holds a number of more than 64 bits");
    }

    @FunctionalInterface
    private interface Field {
        void read(int number, ByteBuffer value);
    }
}
