package org.reasoningrouter.bench;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells when a course is warm: once the compilers of the JVM that is measured and of this one,
/// which has the broker, take next to nothing of what both JVMs take together.
///
/// On two cores they take a third of the CPU for a minute and longer, and a figure with them is one
/// of them. Of a JVM that does little they may be a great part for minutes, which no figure shows.
final class WarmUp {

    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Course course;
    private final CourseRun.Gauge gauge;
    private @Nullable Moment last;
    private long giveUpAt;

    WarmUp(Course course, CourseRun.Gauge gauge) {
        this.course = course;
        this.gauge = gauge;
    }

    /// Whether the rounds may begin, with that many prompts done.
    boolean isOver(long prompts) throws IOException {
        if (prompts < course.warmUp()) {
            return false;
        }
        if (last == null) {
            last = gauge.at(prompts);
            giveUpAt = last.nanos() + course.patience().toNanos();
            return false;
        }
        if (System.nanoTime() - last.nanos() < LOOK.toNanos()) {
            return false;
        }
        var now = gauge.at(prompts);
        var cpu = now.since(last).cpu();
        last = now;
        return cpu.isWarm() || now.nanos() >= giveUpAt;
    }
}
