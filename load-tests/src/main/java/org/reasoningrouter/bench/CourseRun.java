package org.reasoningrouter.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sends the prompts of a course and takes the time at which they are committed at the other end.
public final class CourseRun {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Course course;
    private final PromptFeed feed;
    private final CommittedConsumer<?> done;

    /// What tells where a run stands.
    @FunctionalInterface
    public interface Gauge {
        Moment at(long prompts) throws IOException;
    }

    public CourseRun(Course course, PromptFeed feed, CommittedConsumer<?> done) {
        this.course = course;
        this.feed = feed;
        this.done = done;
    }

    /// Puts everything in the topic that is to be there beforehand.
    public void fill() {
        feed.sendUpTo(course.due(0));
        feed.flush();
    }

    /// Sends what is due and waits for all of it.
    ///
    /// @throws IllegalStateException of one line when nothing comes any more
    public List<BenchRound> rounds(Gauge gauge) throws IOException {
        return rounds(gauge, () -> {});
    }

    /// Sends, and takes the times, until all is done.
    ///
    /// @param watch throws when what is measured runs no more
    /// @throws IllegalStateException of one line when nothing comes any more
    public List<BenchRound> rounds(Gauge gauge, Runnable watch) throws IOException {
        var moments = new ArrayList<Moment>();
        var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        var warmUp = new WarmUp(course, gauge);
        var now = course;
        for (var count = 0L; now.isOpen() || count < now.all(); ) {
            feed.sendUpTo(now.due(count));
            var more = done.poll();
            count += more;
            if (now.isOpen() && warmUp.isOver(count)) {
                now = now.begunAt(count, feed.sent());
            }
            if (!now.isOpen()
                    && moments.size() <= now.rounds()
                    && count >= now.begin(moments.size())) {
                moments.add(gauge.at(count));
            }
            giveUpAt = more > 0 ? System.nanoTime() + PATIENCE.toNanos() : giveUpAt;
            watch.run();
            if (System.nanoTime() > giveUpAt) {
                throw new IllegalStateException(
                        "nothing came for %d s after %d of %d prompts that were sent: the router's log in the newest router-bench- folder of the temporary ones says why"
                                .formatted(PATIENCE.toSeconds(), count, feed.sent()));
            }
        }
        return rounds(moments);
    }

    private static List<BenchRound> rounds(List<Moment> moments) {
        var rounds = new ArrayList<BenchRound>();
        for (var i = 1; i < moments.size(); i++) {
            rounds.add(moments.get(i).since(moments.get(i - 1)));
        }
        return rounds;
    }
}
