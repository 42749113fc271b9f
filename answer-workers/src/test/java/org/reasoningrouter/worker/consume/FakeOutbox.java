package org.reasoningrouter.worker.consume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.topics.DeadLetter;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.worker.publish.Outbox;

/// Takes everything, unless it was told otherwise beforehand.
final class FakeOutbox implements Outbox {

    final List<Answer> answers = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Deque<Sent> ends = new ArrayDeque<>();
    private boolean down;

    void then(Sent end) {
        ends.add(end);
    }

    void down() {
        down = true;
    }

    @Override
    public Sent answer(byte @Nullable [] key, Answer answer) {
        var end = end();
        if (end == Sent.ACKNOWLEDGED) {
            answers.add(answer);
        }
        return end;
    }

    @Override
    public Sent deadLetter(byte @Nullable [] key, byte @Nullable [] value, DeadLetter reason) {
        var end = end();
        if (end == Sent.ACKNOWLEDGED) {
            deadLetters.add(reason);
        }
        return end;
    }

    private Sent end() {
        if (down) {
            return Sent.NOT_NOW;
        }
        var end = ends.poll();
        return end == null ? Sent.ACKNOWLEDGED : end;
    }
}
