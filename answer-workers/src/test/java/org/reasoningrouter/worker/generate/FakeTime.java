package org.reasoningrouter.worker.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.worker.invoke.Calling;

/// Time that only pauses move on.
public final class FakeTime implements InstantSource, Pause {

    public final List<Duration> pauses = new ArrayList<>();
    private Instant now = Calling.START;
    private boolean stopped;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public boolean pause(Duration duration) {
        if (stopped) {
            return false;
        }
        pauses.add(duration);
        now = now.plus(duration);
        return true;
    }

    public void stop() {
        stopped = true;
    }
}
