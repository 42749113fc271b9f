package org.reasoningrouter.replay.output;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.reasoningrouter.grade.PairedSample;
import org.reasoningrouter.grade.TrainingSet;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;

/// Writes the prompts that were asked both ways as the classifier's recipe reads them.
public final class TrainingRows implements RowSink {

    private final TrainingSet set;

    /// Takes the writer over.
    public TrainingRows(Writer out) {
        set = new TrainingSet(out);
    }

    @Override
    public void row(ReplayRow row) throws IOException {
        switch (row) {
            case Pair pair -> set.add(pair.prompt(), of(pair.fast()), of(pair.thinking()));
            case Single _, Refused _ -> {}
        }
    }

    private static List<PairedSample> of(List<Sample> samples) {
        return samples.stream()
                .map(it -> PairedSample.of(it.result(), it.verdict()))
                .toList();
    }

    @Override
    public void close() throws IOException {
        set.close();
    }
}
