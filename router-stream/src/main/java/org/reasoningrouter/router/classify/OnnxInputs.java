package org.reasoningrouter.router.classify;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A batch as the tensors that one call of the model takes: one row for each prompt, padded to the
/// longest.
final class OnnxInputs implements AutoCloseable {

    static final Set<String> NEEDED = Set.of("input_ids", "attention_mask");
    static final Set<String> KNOWN =
            Set.of("input_ids", "attention_mask", "token_type_ids", "position_ids");

    private final Map<String, OnnxTensor> tensors = new HashMap<>();

    /// @param types what the graph asks for, all of it known, each as INT64 or INT32
    OnnxInputs(Map<String, OnnxJavaType> types, List<Tokens> batch, ModelSettings settings)
            throws OrtException {
        var width = batch.stream().mapToInt(Tokens::length).max().orElse(0);
        try {
            for (var input : types.entrySet()) {
                var name = input.getKey();
                var values = new long[batch.size() * width];
                for (var row = 0; row < batch.size(); row++) {
                    fill(name, values, row * width, width, batch.get(row).ids(), settings);
                }
                var shape = new long[] {batch.size(), width};
                tensors.put(name, tensor(input.getValue(), values, shape));
            }
        } catch (OrtException e) {
            close();
            throw e;
        }
    }

    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }

    private static OnnxTensor tensor(OnnxJavaType type, long[] values, long[] shape)
            throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        return type == OnnxJavaType.INT64
                ? OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape)
                : OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow(values)), shape);
    }

    private static int[] narrow(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private static void fill(
            String name, long[] values, int from, int width, long[] ids, ModelSettings settings) {
        var start = from + (settings.padLeft() ? width - ids.length : 0);
        switch (name) {
            case "input_ids" -> {
                Arrays.fill(values, from, from + width, settings.padId());
                System.arraycopy(ids, 0, values, start, ids.length);
            }
            case "attention_mask" -> Arrays.fill(values, start, start + ids.length, 1);
            case "position_ids" -> {
                for (var i = 0; i < ids.length; i++) {
                    values[start + i] = i;
                }
            }
            default -> {} // token_type_ids: one text, so all are 0
        }
    }
}
