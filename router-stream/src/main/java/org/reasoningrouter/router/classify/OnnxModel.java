package org.reasoningrouter.router.classify;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// An opened graph whose inputs and output are known: batches of ids in, a row of logits for each
/// prompt out. Threads share it.
final class OnnxModel {

    private static final String LOGITS = "logits";
    private static final Set<OnnxJavaType> IDS = Set.of(OnnxJavaType.INT64, OnnxJavaType.INT32);
    private static final Set<OnnxJavaType> NUMBERS =
            Set.of(OnnxJavaType.FLOAT, OnnxJavaType.FLOAT16, OnnxJavaType.BFLOAT16);

    private final ModelSettings settings;
    private final OrtSession session;
    private final Map<String, OnnxJavaType> inputs;
    private final String output;

    /// @param session closed by its owner
    OnnxModel(ModelFolder folder, OrtSession session, ModelSettings settings) {
        this.settings = settings;
        this.session = session;
        try {
            this.inputs = inputs(folder, session.getInputInfo());
            this.output = output(folder, session.getOutputInfo());
        } catch (OrtException e) {
            throw folder.refused("model.onnx does not tell what it takes: " + e.getMessage());
        }
    }

    /// One row for each prompt, one logit in it for each label.
    ///
    /// @throws IllegalStateException when the model fails on this batch
    List<float[]> logits(List<Tokens> batch) {
        try (var tensors = new OnnxInputs(inputs, batch, settings);
                var result = session.run(tensors.tensors(), Set.of(output))) {
            return rows((OnnxTensor) result.get(0), batch.size());
        } catch (OrtException e) {
            throw new IllegalStateException("the model failed on a batch: " + e.getMessage(), e);
        }
    }

    private List<float[]> rows(OnnxTensor logits, int prompts) {
        var shape = logits.getInfo().getShape();
        var labels = settings.labels().size();
        if (shape.length != 2 || shape[0] != prompts || shape[1] != labels) {
            throw new IllegalStateException(
                    "%s must be [%d, %d], one logit for each label of config.json: %s"
                            .formatted(output, prompts, labels, Arrays.toString(shape)));
        }
        var rows = new ArrayList<float[]>(prompts);
        var values = logits.getFloatBuffer(); // half precision comes widened
        for (var row = 0; row < prompts; row++) {
            var ofOne = new float[labels];
            values.get(ofOne);
            rows.add(ofOne);
        }
        return rows;
    }

    private static Map<String, OnnxJavaType> inputs(
            ModelFolder folder, Map<String, NodeInfo> asked) {
        var types = new TreeMap<String, OnnxJavaType>();
        if (!asked.keySet().containsAll(OnnxInputs.NEEDED)
                || !OnnxInputs.KNOWN.containsAll(asked.keySet())) {
            throw folder.refused(
                    "model.onnx must ask for input_ids and attention_mask, and may ask for token_type_ids and position_ids: "
                            + asked.keySet().stream().sorted().toList());
        }
        asked.forEach((name, input) ->
                types.put(name, type(folder, "input", input, IDS, "int64 or int32")));
        return types;
    }

    private static String output(ModelFolder folder, Map<String, NodeInfo> given) {
        if (!given.containsKey(LOGITS) && given.size() != 1) {
            throw folder.refused(
                    "model.onnx must give 'logits' or one output only: " + given.keySet());
        }
        var name = given.containsKey(LOGITS) ? LOGITS : given.keySet().iterator().next();
        for (var output : given.values()) {
            if (output.getName().equals(name)) {
                type(folder, "output", output, NUMBERS, "fp32, fp16 or bf16");
            }
        }
        return name;
    }

    private static OnnxJavaType type(
            ModelFolder folder, String side, NodeInfo node, Set<OnnxJavaType> may, String words) {
        if (node.getInfo() instanceof TensorInfo tensor && may.contains(tensor.type)) {
            return tensor.type;
        }
        throw folder.refused(
                "%s %s of model.onnx must be a tensor of %s: %s"
                        .formatted(side, node.getName(), words, node.getInfo()));
    }
}
