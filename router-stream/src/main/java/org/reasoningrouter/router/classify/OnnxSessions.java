package org.reasoningrouter.router.classify;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.reasoningrouter.router.classify.OnnxSettings.Device;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens graphs on the device that the settings want, or on the one that is there.
final class OnnxSessions {

    private static final Logger log = LoggerFactory.getLogger(OnnxSessions.class);
    private static final long STACK = 16 << 20;

    private final ModelFolder folder;
    private final byte[] model;
    private final OnnxSettings settings;

    private OnnxSessions(ModelFolder folder, byte[] model, OnnxSettings settings) {
        this.folder = folder;
        this.model = model;
        this.settings = settings;
    }

    /// @param device what computes it; never AUTO
    record Opened(OrtSession session, Device device) {

        void close() {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("the model does not close", e);
            }
        }
    }

    /// ONNX Runtime starts and builds its graph on more stack than the mebibyte that a Java thread
    /// has by default, and ends the process where that is missing.
    static Opened open(ModelFolder folder, byte[] model, OnnxSettings settings) {
        var task = new FutureTask<>(new OnnxSessions(folder, model, settings)::open);
        new Thread(null, task, "model-open", STACK).start();
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

    private Opened open() {
        var _ = OrtEnvironment.getEnvironment(); // before all else: providers load only after it
        return switch (settings.device()) {
            case CPU -> onCpu();
            case CUDA, TENSORRT -> onGpu(settings.device());
            case AUTO -> {
                try {
                    yield onGpu(Device.CUDA);
                } catch (IllegalStateException e) {
                    // A model that is at fault is refused by the CPU as well.
                    var opened = onCpu();
                    log.warn("model.device-fallback device=cpu reason=\"{}\"", e.getMessage());
                    yield opened;
                }
            }
        };
    }

    private Opened onCpu() {
        try (var options = options()) {
            return new Opened(session(options), Device.CPU);
        } catch (OrtException e) {
            throw folder.refused("model.onnx does not load: " + e.getMessage());
        }
    }

    private Opened onGpu(Device device) {
        var provider = device == Device.CUDA ? OrtProvider.CUDA : OrtProvider.TENSOR_RT;
        if (!OrtEnvironment.getAvailableProviders().contains(provider)) {
            throw folder.refused(
                    "this build has no %s; build with -P gpu, or set the device to cpu or auto"
                            .formatted(device.label()));
        }
        try (var options = options();
                var cuda = new OrtCUDAProviderOptions(0)) {
            if (device == Device.TENSORRT) {
                addTensorRt(options);
            }
            options.addCUDA(cuda);
            return new Opened(session(options), device);
        } catch (OrtException e) {
            throw folder.refused(
                    "%s is not to be had, set the device to cpu or auto: %s"
                            .formatted(device.label(), e.getMessage()));
        }
    }

    private static void addTensorRt(SessionOptions options) throws OrtException {
        try (var tensorRt = new OrtTensorRTProviderOptions(0)) {
            options.addTensorrt(tensorRt);
        }
    }

    private OrtSession session(SessionOptions options) throws OrtException {
        return OrtEnvironment.getEnvironment().createSession(model, options);
    }

    private SessionOptions options() throws OrtException {
        var options = new SessionOptions();
        var spinning = settings.spinning() ? "1" : "0";
        options.setExecutionMode(ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(settings.threads());
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", spinning);
        options.addConfigEntry("session.inter_op.allow_spinning", spinning);
        // By default weights of eight bits would make activations of eight bits too, though the
        // graph
        // says fp32: measured up to 0.009 of a score.
        options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "1");
        if (folder.directory().isPresent()) {
            options.addConfigEntry(
                    "session.model_external_initializers_file_folder_path",
                    folder.directory().get().toString());
        }
        return options;
    }
}
