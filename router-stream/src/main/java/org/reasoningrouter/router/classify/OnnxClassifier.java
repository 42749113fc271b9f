package org.reasoningrouter.router.classify;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.reasoningrouter.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A sequence classifier in ONNX with its Hugging Face tokenizer, on the CPU.
///
/// Threads share it. One copy of the weights serves all sessions: a session is a place for a
/// caller, whose own thread computes. That is what two cores are best used by; more threads inside
/// a call, or spinning ones, cost throughput. Close it only after the last call has returned.
public final class OnnxClassifier implements Classifier {

    private static final Logger log = LoggerFactory.getLogger(OnnxClassifier.class);
    private static final String LOGITS = "logits";
    private static final long OPENING_STACK = 16 << 20;

    private final ModelSettings settings;
    private final OnnxTokenizer tokenizer;
    private final ConversationText conversation;
    private final OrtSession session;
    private final Set<String> inputs;
    private final String output;
    private final int sessions;
    private final String version;
    private final boolean oneByOne;

    /// Opens a model, and asks it once, so that one that cannot serve is refused here.
    ///
    /// @param sessions 0 for one on each core
    /// @throws IllegalStateException of one line when the folder holds no model that can serve
    public OnnxClassifier(ModelFolder folder, int sessions) {
        if (sessions < 0) {
            throw new IllegalArgumentException("sessions must be at least 0: " + sessions);
        }
        this.sessions = sessions == 0 ? Runtime.getRuntime().availableProcessors() : sessions;
        this.settings = OnnxModelSettings.of(folder);
        var model = folder.read(ModelFolder.MODEL);
        this.version = folder.version(model);
        this.oneByOne = checked(folder, model).uses("DynamicQuantizeLinear");
        if (oneByOne) {
            log.warn("model.scores-one-by-one version={} reason=DynamicQuantizeLinear", version);
        }
        this.tokenizer = new OnnxTokenizer(folder);
        this.conversation =
                new ConversationText(
                        tokenizer::ends, settings.maxLength(), tokenizer.ids("").length);
        this.session = open(folder, model);
        this.inputs = inputs(folder, session);
        this.output = output(folder, session);
        probe(folder);
    }

    /// A text beyond [Truncation#CHARACTERS_PER_TOKEN] for each token of the model is cut before it
    /// is tokenised; `counted` is then a lower bound, and above the ids kept.
    @Override
    public Tokens encode(List<Message> messages) {
        var reading = conversation.read(messages);
        var tokens = encode(reading.text());
        return new Tokens(tokens.ids(), tokens.counted() + reading.leftOut());
    }

    Tokens encode(String text) {
        var kept = settings.truncation().cut(text, settings.maxLength());
        var ids = tokenizer.ids(kept);
        var counted = ids.length + (kept.length() < text.length() ? 1 : 0);
        return new Tokens(settings.truncation().cut(ids, settings.maxLength()), counted);
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        if (!oneByOne || batch.size() == 1) {
            return run(batch);
        }
        // Scales taken from a whole batch would make a score depend on its neighbours.
        var scores = new ArrayList<Score>(batch.size());
        batch.forEach(tokens -> scores.addAll(run(List.of(tokens))));
        return scores;
    }

    @Override
    public List<String> labels() {
        return settings.labels();
    }

    @Override
    public int sessions() {
        return sessions;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void close() {
        tokenizer.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the model does not close", e);
        }
    }

    private List<Score> run(List<Tokens> batch) {
        try (var tensors = new OnnxInputs(inputs, batch, settings);
                var result = session.run(tensors.tensors(), Set.of(output))) {
            var logits = (OnnxTensor) result.get(0);
            var shape = logits.getInfo().getShape();
            if (shape.length != 2
                    || shape[0] != batch.size()
                    || shape[1] != settings.labels().size()) {
                throw new IllegalStateException(
                        "%s must be [%d, %d], one logit for each label of config.json: %s"
                                .formatted(
                                        output,
                                        batch.size(),
                                        settings.labels().size(),
                                        Arrays.toString(shape)));
            }
            var scores = new ArrayList<Score>(batch.size());
            var values = logits.getFloatBuffer();
            for (var _ : batch) {
                var row = new float[settings.labels().size()];
                values.get(row);
                scores.add(settings.score(row));
            }
            return scores;
        } catch (OrtException e) {
            throw new IllegalStateException("the model failed on a batch: " + e.getMessage(), e);
        }
    }

    private static OnnxGraph checked(ModelFolder folder, byte[] model) {
        try {
            var graph = OnnxGraph.of(model);
            if (!graph.customDomains().isEmpty()) {
                throw folder.refused(
                        "model.onnx needs operators of %s, which ONNX Runtime does not bring along"
                                .formatted(graph.customDomains()));
            }
            folder.checkWeights(graph.externalFiles());
            return graph;
        } catch (IllegalArgumentException e) {
            throw folder.refused("model.onnx is no ONNX model: " + e.getMessage());
        }
    }

    /// ONNX Runtime starts and builds its graph on more stack than the mebibyte that a Java thread
    /// has by default, and ends the process where that is missing.
    private static OrtSession open(ModelFolder folder, byte[] model) {
        var task = new FutureTask<>(() -> load(folder, model));
        new Thread(null, task, "model-open", OPENING_STACK).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IllegalStateException refused
                    ? refused
                    : new IllegalStateException("the model does not open", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the model opened", e);
        }
    }

    private static OrtSession load(ModelFolder folder, byte[] model) {
        try (var options = new SessionOptions()) {
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            if (folder.directory().isPresent()) {
                options.addConfigEntry(
                        "session.model_external_initializers_file_folder_path",
                        folder.directory().get().toString());
            }
            return OrtEnvironment.getEnvironment().createSession(model, options);
        } catch (OrtException e) {
            throw folder.refused("model.onnx does not load: " + e.getMessage());
        }
    }

    private static Set<String> inputs(ModelFolder folder, OrtSession session) {
        try {
            var names = new TreeSet<>(session.getInputNames());
            if (!names.containsAll(OnnxInputs.NEEDED) || !OnnxInputs.KNOWN.containsAll(names)) {
                throw folder.refused(
                        "model.onnx must ask for input_ids and attention_mask, and may ask for token_type_ids and position_ids: "
                                + names);
            }
            for (var input : session.getInputInfo().values()) {
                requireType(folder, input, OnnxJavaType.INT64);
            }
            return names;
        } catch (OrtException e) {
            throw folder.refused("model.onnx does not tell its inputs: " + e.getMessage());
        }
    }

    private static String output(ModelFolder folder, OrtSession session) {
        var names = session.getOutputNames();
        if (names.contains(LOGITS)) {
            return LOGITS;
        }
        if (names.size() != 1) {
            throw folder.refused("model.onnx must give 'logits' or one output only: " + names);
        }
        return names.iterator().next();
    }

    private static void requireType(ModelFolder folder, NodeInfo input, OnnxJavaType type) {
        if (!(input.getInfo() instanceof TensorInfo tensor) || tensor.type != type) {
            throw folder.refused(
                    "input %s of model.onnx must be a tensor of %s"
                            .formatted(input.getName(), type));
        }
    }

    private void probe(ModelFolder folder) {
        try {
            score(List.of(encode("2 + 2"), encode("What is 2 + 2?")));
        } catch (IllegalStateException e) {
            close();
            throw folder.refused("model.onnx cannot serve: " + e.getMessage());
        }
    }
}
