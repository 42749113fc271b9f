package org.reasoningrouter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Supplier;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;

/// The router of a bench, a program of its own so that its CPU is its own: the real program with a
/// classifier that measures itself. It prints the port at which its figures are to be had.
///
/// Its settings are system properties, as those of the real program.
public final class MeasuredRouter {

    static final String MODEL = "bench.model";
    public static final String CONSTANT = "constant";
    static final String PORT = "figures-port=";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MISUSED = 2;

    private MeasuredRouter() {}

    public static void main(String[] arguments) throws IOException {
        try {
            var subject = subject(System.getProperty(MODEL, ""));
            var router = RouterApplication.start(Map.of(), subject.classifier());
            Runtime.getRuntime().addShutdownHook(new Thread(router::close, "shutdown"));
            System.out.println(PORT + serve(subject.work()));
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
            return new Subject(new ConstantClassifier(), () -> ModelWork.NONE);
        }
        var measured = new MeasuredClassifier(new OnnxClassifier(ModelFolder.at(model), 0));
        return new Subject(measured, measured::work);
    }

    private static int serve(Supplier<ModelWork> work) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    var body = JSON.writeValueAsBytes(work.get());
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
        return server.getAddress().getPort();
    }
}
