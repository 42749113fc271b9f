package org.reasoningrouter.bench;

/// What is sent in a run, and how: prompts that are not counted, rounds of equal size, and a tail
/// that keeps the last round from ending in half-filled polls.
///
/// @param filled whether everything is in the topic before the first is read; else it is topped up
///   as it is read
/// @param tail what is sent after the last round
public record Course(boolean filled, int warmUp, int rounds, int prompts, int tail) {

    private static final int TAIL = 2 * BenchBatches.POLL * BenchBatches.THREADS;

    /// What waits in the topic while it is topped up: enough for full polls, little enough to be
    /// young.
    private static final int AHEAD = 8 * BenchBatches.POLL * BenchBatches.THREADS;

    /// In rounds. On few cores the compilers of a new JVM are at work for long: after two rounds a
    /// third of a drain's CPU was theirs.
    private static final int WARM_UP = 6;

    /// A course with a tail of two full polls.
    public Course(boolean filled, int warmUp, int rounds, int prompts) {
        this(filled, warmUp, rounds, prompts, Math.min(TAIL, prompts));
    }

    public Course {
        if (warmUp < 0 || rounds < 1 || prompts < 1) {
            throw new IllegalArgumentException(
                    "a course needs rounds and prompts: " + rounds + ", " + prompts);
        }
    }

    /// A topic that is filled before anything is read.
    public static Course drain(int rounds, int prompts) {
        return new Course(true, WARM_UP * prompts, rounds, prompts);
    }

    /// A topic that is topped up as it is read.
    static Course toppedUp(int rounds, int prompts) {
        return new Course(false, WARM_UP * prompts, rounds, prompts);
    }

    public int all() {
        return warmUp + rounds * prompts + tail;
    }

    /// How many are to be sent once that many are done.
    int due(long done) {
        return filled ? all() : (int) Math.min(all(), done + AHEAD);
    }

    /// How many must be done for that round to begin; the one after the last ends it.
    long begin(int round) {
        return warmUp + (long) round * prompts;
    }
}
