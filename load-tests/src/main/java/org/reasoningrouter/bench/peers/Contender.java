package org.reasoningrouter.bench.peers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One way to move prompts through a model, with the settings that its sweep tries.
enum Contender {
    /// The router itself.
    OURS("ours", "", 0) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, QUARTER, 32),
                    new Tuning(2, poll, QUARTER, 8),
                    new Tuning(2, 4 * poll, QUARTER, 32),
                    new Tuning(2, 4 * poll, SECOND, 32),
                    new Tuning(3, 4 * poll, SECOND, 32));
        }
    },
    /// A consumer, batches by length over each poll, and a transactional producer.
    PLAIN("plain loop", "ratioToPlain", 0.95) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, LONG, 8),
                    new Tuning(2, 4 * poll, LONG, 8),
                    new Tuning(2, 4 * poll, LONG, 32),
                    new Tuning(2, 4 * poll, SECOND, 32),
                    new Tuning(3, poll, LONG, 8));
        }
    },
    /// A Flink job of a buffering operator and an exactly-once sink.
    FLINK("Flink", "ratioToFlink", 1) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, SECOND, 8),
                    new Tuning(2, 4 * poll, SECOND, 8),
                    new Tuning(2, 4 * poll, SECOND, 32),
                    new Tuning(2, 8 * poll, SECOND, 32),
                    new Tuning(3, poll, SECOND, 8));
        }
    },
    /// Kafka Streams that asks the model for each record in `mapValues`.
    NAIVE("naive Streams", "ratioToNaive", 0) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, LONG, 1),
                    new Tuning(2, poll, SHORT, 1),
                    new Tuning(2, 4 * poll, LONG, 1),
                    new Tuning(3, poll, LONG, 1),
                    new Tuning(1, poll, LONG, 1));
        }
    },
    /// The plain loop with batches in the order of arrival, of the size that suits it best.
    PADDED("padded batcher, best size", "ratioToPadded", 0) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, LONG, 8),
                    new Tuning(2, poll, LONG, 16),
                    new Tuning(2, poll, LONG, 4),
                    new Tuning(2, 4 * poll, LONG, 8),
                    new Tuning(3, poll, LONG, 8));
        }
    },
    /// The same with the usual batch of 32.
    PADDED_32("padded batcher of 32", "ratioToPadded32", 4) {
        @Override
        List<Tuning> sweep(int poll) {
            return List.of(
                    new Tuning(2, poll, LONG, 32),
                    new Tuning(2, poll, SHORT, 32),
                    new Tuning(2, 4 * poll, LONG, 32),
                    new Tuning(3, poll, LONG, 32),
                    new Tuning(1, poll, LONG, 32));
        }
    };

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMillis(100);
    private static final Duration QUARTER = Duration.ofMillis(250);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final String label;
    private final String ratio;
    private final double goal;

    Contender(String label, String ratio, double goal) {
        this.label = label;
        this.ratio = ratio;
        this.goal = goal;
    }

    String label() {
        return label;
    }

    /// The name of our rate over its.
    String ratio() {
        return ratio;
    }

    /// What our rate over its is to be at least; empty where nothing is promised.
    Optional<Double> goal() {
        return Optional.of(goal).filter(it -> it > 0);
    }

    /// What is tried, first what its users would try first.
    ///
    /// @param poll records that are worth one poll: a slow model's must not take seconds
    abstract List<Tuning> sweep(int poll);
}
