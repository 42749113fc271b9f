package org.reasoningrouter.bench.peers;

import java.io.IOException;
import org.reasoningrouter.bench.BenchFigures;
import org.reasoningrouter.bench.BenchOptions;
import org.reasoningrouter.bench.BenchRound;

/// Runs that other programs disturb are made again, as one of them can decide a sweep.
final class QuietRuns {

    private static final int TRIES = 3;

    private int thrownAway;

    /// Something that takes minutes and may fail.
    interface Run {
        BenchRound make() throws IOException;
    }

    /// The first of three that nobody disturbs; if there is none, the last.
    BenchRound of(Run run) throws IOException {
        var round = run.make();
        for (var tries = 1; tries < TRIES && BenchFigures.isNoisy(round); tries++) {
            thrownAway++;
            BenchOptions.step(
                    "other programs took %.0f %% of the machine: once more"
                            .formatted(100 * round.cpu().othersShare()));
            round = run.make();
        }
        return round;
    }

    int thrownAway() {
        return thrownAway;
    }
}
