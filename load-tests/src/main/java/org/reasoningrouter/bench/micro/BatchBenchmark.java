package org.reasoningrouter.bench.micro;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.BatchPlan;
import org.reasoningrouter.router.classify.Tokens;

/// All batches of so many prompts that wait at once.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls prepare before anything else
public class BatchBenchmark {

    private static final double MEAN_LOG_TOKENS = 3.7;
    private static final int MOST_TOKENS = 512;

    /// What a poll brings, what two bring, and the most that may wait by default.
    @Param({"256", "512", "4096"})
    public int waiting;

    /// The default, and what is good for a GPU.
    @Param({"32", "64"})
    public int batch;

    /// What a call costs beside its tokens, in tokens, as `bench ceiling` found on two cores: of an
    /// encoder, of the default model.
    @Param({"0.4", "2900"})
    public double callTokens;

    private List<Tokens> prompts;
    private BatchLimits limits;

    /// Lengths as chats have them: log-normal, 54 tokens on average.
    @Setup
    public void prepare() {
        var random = new Random(1);
        prompts =
                Stream.generate(() ->
                                (int) Math.exp(MEAN_LOG_TOKENS + 0.75 * random.nextGaussian()))
                        .map(length -> Math.clamp(length, 1, MOST_TOKENS))
                        .limit(waiting)
                        .map(length -> new Tokens(new long[length], length))
                        .toList();
        limits = new BatchLimits(batch, 16_384, Duration.ZERO, Duration.ZERO, 1, waiting);
    }

    /// Forms them.
    @Benchmark
    public List<List<Integer>> plan() {
        return BatchPlan.of(prompts, limits, callTokens);
    }
}
