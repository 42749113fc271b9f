package org.reasoningrouter.bench;

import java.time.Duration;

/// What is sent in a run, and how: prompts that are not counted, rounds of equal size, and a tail
/// that keeps the last round from ending in half-filled polls.
///
/// @param filled whether everything is in the topic before the first is read; else it is topped up
///   as it is read
/// @param tail what is sent after the last round
/// @param ahead what is sent and not committed while a topic is topped up: enough for full polls
///   whatever a commit has to bring, little enough to be young
/// @param patience how much longer than `warmUp` the rounds of a topic that is topped up may wait
///   for the compilers of what is measured to rest ([WarmUp]); zero for not at all
public record Course(
        boolean filled,
        int warmUp,
        int rounds,
        int prompts,
        int tail,
        int ahead,
        Duration patience) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int WINDOW = BenchBatches.SHIPPED.window();

    /// In windows of the stream.
    private static final int TAIL = 2;

    private static final int AHEAD = 8;

    /// In rounds. On few cores the compilers of a new JVM are at work for long: after two rounds a
    /// third of a drain's CPU was theirs.
    private static final int WARM_UP = 6;

    /// A course with a tail of two full polls of each thread.
    public Course(boolean filled, int warmUp, int rounds, int prompts) {
        this(
                filled,
                warmUp,
                rounds,
                prompts,
                tail(WINDOW, prompts),
                ahead(WINDOW, prompts),
                Duration.ZERO);
    }

    private static int tail(int window, int prompts) {
        return Math.min(TAIL * window, prompts);
    }

    // What is not committed yet is part of it: a fast stream commits thousands at a time, and with
    // less than that ahead of it would wait for what the bench holds back.
    private static int ahead(int window, int prompts) {
        return Math.max(AHEAD * window, prompts);
    }

    /// The same, begun when it is warm.
    public Course untilWarm() {
        return with(warmUp, tail, PATIENCE);
    }

    /// The same once it is warm, with that many done. What has been sent already belongs to it.
    Course begunAt(long done, int sent) {
        var begun = Math.toIntExact(done);
        return with(begun, Math.max(tail, sent - begun - rounds * prompts), Duration.ZERO);
    }

    private Course with(int warmUp, int tail, Duration patience) {
        return new Course(filled, warmUp, rounds, prompts, tail, ahead, patience);
    }

    public Course {
        if (filled && !patience.isZero()) {
            throw new IllegalArgumentException("a filled topic ends, warm or not");
        }
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
        return toppedUp(rounds, prompts, WINDOW);
    }

    /// The same for a stream that holds that many prompts at a time.
    public static Course toppedUp(int rounds, int prompts, int window) {
        return new Course(
                false,
                WARM_UP * prompts,
                rounds,
                prompts,
                tail(window, prompts),
                ahead(window, prompts),
                Duration.ZERO);
    }

    public int all() {
        return warmUp + rounds * prompts + tail;
    }

    /// Whether nobody knows yet when its rounds begin, and so when it ends.
    boolean isOpen() {
        return !patience.isZero();
    }

    /// How many are to be sent once that many are done.
    int due(long done) {
        if (filled) {
            return all();
        }
        return (int) (isOpen() ? done + ahead : Math.min(all(), done + ahead));
    }

    /// How many must be done for that round to begin; the one after the last ends it.
    long begin(int round) {
        return warmUp + (long) round * prompts;
    }
}
