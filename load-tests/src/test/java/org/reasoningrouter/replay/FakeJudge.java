package org.reasoningrouter.replay;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reasoningrouter.grade.Compared;
import org.reasoningrouter.grade.Graded;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.grade.Verdict;

/// A model that grades, as far as a replay sees it: right is what says `right`. It keeps what it
/// was asked, and may wait until so many ask at a time.
final class FakeJudge implements Grader {

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch together;
    private final ConcurrentHashMap<String, RuntimeException> failing = new ConcurrentHashMap<>();

    /// @param together nobody gets a verdict before so many have asked
    FakeJudge(int together) {
        this.together = new CountDownLatch(together);
    }

    /// From now on the answer has this end.
    void failAt(String answer, RuntimeException failure) {
        failing.put(answer, failure);
    }

    @Override
    public String name() {
        return "judge-1/fake";
    }

    @Override
    public boolean asksModel() {
        return true;
    }

    @Override
    public Verdict grade(Graded given) {
        return ask(given);
    }

    @Override
    public Optional<Compared> compare(Graded first, Graded second) {
        return Optional.of(new Compared(ask(first), ask(second)));
    }

    private Verdict ask(Graded given) {
        asked.add(given.answer());
        if (failing.containsKey(given.answer())) {
            throw failing.get(given.answer());
        }
        together.countDown();
        try {
            if (!together.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody else asks");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        var right = given.answer().startsWith("right");
        return new Verdict(OptionalDouble.of(right ? 1 : 0), name(), "");
    }
}
