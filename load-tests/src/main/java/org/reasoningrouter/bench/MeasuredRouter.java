package org.reasoningrouter.bench;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.OnnxSettings;
import org.reasoningrouter.router.classify.OnnxSettings.Device;

/// The router of a bench, a program of its own so that its CPU is its own: the real program with a
/// classifier that measures itself. It prints the port at which its figures are to be had.
///
/// Its settings are system properties, as those of the real program.
public final class MeasuredRouter {

    /// The setting that names the model folder, or [#CONSTANT].
    public static final String MODEL = "bench.model";

    public static final String CONSTANT = "constant";

    /// What computes the model, as the real program's setting.
    public static final String DEVICE = "router.model.device";

    private static final int MISUSED = 2;

    private MeasuredRouter() {}

    public static void main(String[] arguments) throws IOException {
        try {
            var subject = subject(System.getProperty(MODEL, ""));
            var router = RouterApplication.start(Map.of(), subject.classifier());
            Runtime.getRuntime().addShutdownHook(new Thread(router::close, "shutdown"));
            Figures.serve(subject.work());
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.out.println("router: " + e.getMessage());
            System.exit(MISUSED);
        }
    }

    /// What is asked, and what it has done.
    private record Subject(Classifier classifier, Supplier<ModelWork> work) {}

    // To measure what takes no time would take more than it does.
    private static Subject subject(String model) {
        if (model.equals(CONSTANT)) {
            var constant = new ConstantClassifier();
            return new Subject(constant, constant::work);
        }
        var device = Device.named(System.getProperty(DEVICE, Device.CPU.label()));
        var settings = OnnxSettings.onCpu(0).on(device);
        var measured = new MeasuredClassifier(new OnnxClassifier(ModelFolder.at(model), settings));
        return new Subject(measured, measured::work);
    }
}
