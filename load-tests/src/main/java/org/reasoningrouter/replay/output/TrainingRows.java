package org.reasoningrouter.replay.output;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.reasoningrouter.grade.PairedSample;
import org.reasoningrouter.grade.TrainingSet;
import org.reasoningrouter.replay.output.ReplayRow.Sample;

/// Writes the rows that were asked both ways as the classifier's recipe reads them.
public final class TrainingRows implements RowSink {

    private final TrainingSet set;

    /// Takes the writer over.
    public TrainingRows(Writer out) {
        set = new TrainingSet(out);
    }

    @Override
    public void row(ReplayRow row) throws IOException {
        switch (row) {
            case ReplayRow.Pair pair ->
                    set.add(pair.prompt(), samples(pair.fast()), samples(pair.thinking()));
            case ReplayRow.Single _, ReplayRow.Refused _ -> {}
        }
    }

    /// What became of the prompts so far.
    public TrainingSet.Counts counts() {
        return set.counts();
    }

    private static List<PairedSample> samples(List<Sample> samples) {
        return samples.stream().map(it -> PairedSample.of(it.result(), it.verdict())).toList();
    }

    @Override
    public void close() throws IOException {
        set.close();
    }
}
