package org.reasoningrouter.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// What the stand-in shows under `/metrics`, under vLLM's names. Threads share it.
public final class SimulatorMetrics {

    /// Tokens that fit into the cache that is played.
    private static final double KV_TOKENS = 524_288;

    private final AtomicLong running = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private final LongAdder prompt = new LongAdder();
    private final LongAdder generated = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final Seconds firstToken =
            new Seconds(
                    0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5,
                    7.5, 10, 20, 40, 80);
    private final Seconds betweenTokens =
            new Seconds(
                    0.001, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.075, 0.1, 0.2, 0.5,
                    1);

    void waits(int change) {
        waiting.addAndGet(change);
    }

    void runs(int change) {
        running.addAndGet(change);
    }

    void holds(int tokens) {
        held.addAndGet(tokens);
    }

    void firstToken(long nanos, int input) {
        firstToken.add(nanos / 1e9);
        prompt.add(input);
    }

    void tokens(int tokens, long nanos) {
        betweenTokens.add(nanos / 1e9 / tokens);
        generated.add(tokens);
    }

    void cancelled(long tokens) {
        cancelled.add(tokens);
    }

    public long running() {
        return running.get();
    }

    public long waiting() {
        return waiting.get();
    }

    /// Tokens that were not generated because their call was cut.
    public long cancelledTokens() {
        return cancelled.sum();
    }

    public long generatedTokens() {
        return generated.sum();
    }

    String text(String model) {
        var labels = "{model_name=\"" + model + "\"}";
        return gauge("vllm:num_requests_running", labels, (double) running.get())
                + gauge("vllm:num_requests_waiting", labels, (double) waiting.get())
                + gauge("vllm:kv_cache_usage_perc", labels, Math.min(held.get() / KV_TOKENS, 1))
                + counter("vllm:prompt_tokens_total", labels, prompt.sum())
                + counter("vllm:generation_tokens_total", labels, generated.sum())
                + counter("simulator:cancelled_tokens_total", labels, cancelled.sum())
                + firstToken.text("vllm:time_to_first_token_seconds", model)
                + betweenTokens.text("vllm:inter_token_latency_seconds", model);
    }

    private static String gauge(String name, String labels, double value) {
        return "# TYPE " + name + " gauge\n" + name + labels + " " + value + "\n";
    }

    private static String counter(String name, String labels, long value) {
        return "# TYPE " + name + " counter\n" + name + labels + " " + value + "\n";
    }

    /// A histogram.
    private static final class Seconds {

        private final double[] bounds;
        private final LongAdder[] counts;
        private final DoubleAdder sum = new DoubleAdder();

        Seconds(double... bounds) {
            this.bounds = bounds;
            counts =
                    Stream.generate(LongAdder::new)
                            .limit(bounds.length + 1L)
                            .toArray(LongAdder[]::new);
        }

        void add(double seconds) {
            var at = Arrays.binarySearch(bounds, seconds);
            counts[at < 0 ? -at - 1 : at].increment();
            sum.add(seconds);
        }

        String text(String name, String model) {
            var text = new StringBuilder("# TYPE " + name + " histogram\n");
            var line = name + "_bucket{model_name=\"%s\",le=\"%s\"} %d\n";
            var count = 0L;
            for (var i = 0; i < counts.length; i++) {
                count += counts[i].sum();
                var bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
                text.append(String.format(Locale.ROOT, line, model, bound, count));
            }
            var labels = "{model_name=\"" + model + "\"} ";
            text.append(name + "_sum" + labels + sum.sum() + "\n");
            return text.append(name + "_count" + labels + count + "\n").toString();
        }
    }
}
