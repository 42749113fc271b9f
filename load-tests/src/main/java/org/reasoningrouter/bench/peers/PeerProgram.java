package org.reasoningrouter.bench.peers;

import java.nio.file.Files;
import java.time.InstantSource;
import org.reasoningrouter.bench.Figures;
import org.reasoningrouter.bench.MeasuredClassifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.topics.RecordReader;

/// A contender that is not ours, a program of its own so that its CPU is its own. It ends when it
/// is killed, or when anything in it fails.
final class PeerProgram {

    private PeerProgram() {}

    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((_, error) -> {
            System.out.println(error);
            Runtime.getRuntime().halt(1);
        });
        var settings = PeerSettings.read(System.getProperties());
        var tuning = settings.tuning();
        var model =
                new MeasuredClassifier(
                        new OnnxClassifier(ModelFolder.at(settings.model()), tuning.threads()));
        var reader =
                new RecordReader<>(
                        settings.topics().prompts(), settings.serdes(), InstantSource.system());
        var work = new PeerWork(reader, model, order(settings.contender()), tuning.batch());
        start(settings, work);
        Figures.serve(model::work);
    }

    private static BatchOrder order(Contender contender) {
        return switch (contender) {
            case OURS, PLAIN, FLINK -> BatchOrder.BY_LENGTH;
            case NAIVE, PADDED, PADDED_32 -> BatchOrder.ARRIVAL;
        };
    }

    private static void start(PeerSettings settings, PeerWork work) throws Exception {
        switch (settings.contender()) {
            case OURS -> throw new IllegalArgumentException("the router is a program of its own");
            case PLAIN, PADDED, PADDED_32 -> {
                for (var i = 0; i < settings.tuning().threads(); i++) {
                    new Thread(new LoopConsumer(settings, work, i), "loop-" + i).start();
                }
            }
            case NAIVE ->
                    new NaiveTopology(settings, work)
                            .start(Files.createTempDirectory("peer-streams-"));
            case FLINK -> {
                FlinkBatchProcessor.share(settings, work);
                new FlinkTopology(settings).start();
            }
        }
    }
}
