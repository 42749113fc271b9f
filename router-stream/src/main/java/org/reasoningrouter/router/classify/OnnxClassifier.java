package org.reasoningrouter.router.classify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.classify.OnnxSettings.Device;
import org.reasoningrouter.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A sequence classifier in ONNX with its Hugging Face tokenizer, on a CPU or a GPU.
///
/// Threads share it. One copy of the weights serves all sessions: a session is a place for a
/// caller, whose own thread computes. That is what two cores are best used by; more threads inside
/// a call, or spinning ones, cost throughput. Close it only after the last call has returned.
public final class OnnxClassifier implements Classifier {

    private static final Logger log = LoggerFactory.getLogger(OnnxClassifier.class);
    private static final List<String> PROBES =
            List.of("Hi", "2 + 2", "What is the capital of France?", "Prove it. ".repeat(6));

    /// Half precision rounds a score by less than this; a graph that mistakes padding for text
    /// moves it further.
    private static final double ROUNDING = 0.01;

    private final ModelSettings settings;
    private final OpenParts parts;
    private final OnnxTokenizer tokenizer;
    private final ConversationText conversation;
    private final OnnxModel model;
    private final Device device;
    private final int sessions;
    private final String version;
    private final long[] blank;
    private final boolean oneByOne;

    /// Opens a model on the CPU.
    ///
    /// @param sessions 0 for one on each core
    public OnnxClassifier(ModelFolder folder, int sessions) {
        this(folder, OnnxSettings.onCpu(sessions));
    }

    /// Opens a model, and asks it once, so that one that cannot serve is refused here.
    ///
    /// @throws IllegalStateException of one line when the folder holds no model that can serve, or
    ///   the device that it must be served on is not to be had
    public OnnxClassifier(ModelFolder folder, OnnxSettings wanted) {
        this(folder, wanted, new OpenParts());
    }

    /// @param parts holds what is open: nothing once the folder is refused
    OnnxClassifier(ModelFolder folder, OnnxSettings wanted, OpenParts parts) {
        this.parts = parts;
        try {
            this.settings = OnnxModelSettings.of(folder);
            var bytes = folder.read(ModelFolder.MODEL);
            var graph = checked(folder, bytes);
            this.tokenizer = new OnnxTokenizer(folder);
            parts.opened(tokenizer::close);
            this.blank = tokenizer.blank();
            this.conversation =
                    new ConversationText(
                            tokenizer::ends, settings.maxLength(), tokenizer.ids("").length);
            var opened =
                    OnnxSessions.open(
                            folder, bytes, wanted.withDynamic(!graph.dynamicScales().isEmpty()));
            parts.opened(opened::close);
            this.model = new OnnxModel(folder, opened.session(), settings);
            this.device = opened.device();
            this.sessions = wanted.sessionsOn(device);
            this.version =
                    folder.version(bytes, graph.externalFiles())
                            + (wanted.device() == Device.CPU ? "" : "/" + device.label());
            var reason = reasonForOneByOne(folder, graph);
            reason.ifPresent(it -> log.warn("model.one-by-one version={} reason={}", version, it));
            this.oneByOne = reason.isPresent();
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /// A text beyond [Truncation#CHARACTERS_PER_TOKEN] for each token of the model is cut before it
    /// is tokenised; `counted` is then a lower bound, and above the ids kept. A text of no token,
    /// or of padding only, which no graph could pool, is read as a blank.
    @Override
    public Tokens encode(List<Message> messages) {
        var reading = conversation.read(messages);
        var tokens = encode(reading.text());
        return new Tokens(tokens.ids(), tokens.counted() + reading.leftOut());
    }

    Tokens encode(String text) {
        var kept = settings.truncation().cut(text, settings.maxLength());
        var ids = tokenizer.ids(kept);
        if (Arrays.stream(ids).allMatch(id -> id == settings.padId())) {
            ids = blank;
        }
        var counted = ids.length + (kept.length() < text.length() ? 1 : 0);
        return new Tokens(settings.truncation().cut(ids, settings.maxLength()), counted);
    }

    @Override
    public List<Score> score(List<Tokens> batch) {
        return oneByOne
                ? batch.stream().flatMap(prompt -> run(List.of(prompt)).stream()).toList()
                : run(batch);
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
    public boolean sharesCores() {
        return device == Device.CPU;
    }

    @Override
    public String version() {
        return version;
    }

    /// What computes it; never AUTO.
    public Device device() {
        return device;
    }

    boolean scoresOneByOne() {
        return oneByOne;
    }

    @Override
    public void close() {
        parts.close();
    }

    private List<Score> run(List<Tokens> batch) {
        return batch.isEmpty()
                ? List.of()
                : model.logits(batch).stream().map(settings::score).toList();
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

    /// Scales taken from a whole batch, or the last place of a row taken for its last token, would
    /// make a score depend on its neighbours.
    private Optional<String> reasonForOneByOne(ModelFolder folder, OnnxGraph graph) {
        var probes = PROBES.stream().map(this::encode).toList();
        try {
            var alone = probes.stream().flatMap(probe -> run(List.of(probe)).stream()).toList();
            if (alone.stream().noneMatch(Score::isNumber)) {
                throw new IllegalStateException("its logits are no numbers");
            }
            if (!graph.dynamicScales().isEmpty()) {
                return Optional.of(String.join(",", graph.dynamicScales()));
            }
            return areClose(alone, run(probes)) ? Optional.empty() : Optional.of("padding-shows");
        } catch (IllegalStateException e) {
            throw folder.refused("model.onnx cannot serve: " + e.getMessage());
        }
    }

    private static boolean areClose(List<Score> alone, List<Score> together) {
        for (var i = 0; i < alone.size(); i++) {
            var apart = Math.abs(alone.get(i).value() - together.get(i).value());
            if (alone.get(i).isNumber() && !(apart <= ROUNDING)) {
                return false;
            }
        }
        return true;
    }
}
