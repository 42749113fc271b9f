package org.reasoningrouter.router.join;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.measure.LaneLoad;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;

/// The thinking prompts of one partition, lane by lane. What does not think is not counted.
///
/// @param read from the store that holds them
/// @param write to it
record LaneLoads(Function<String, byte @Nullable []> read, BiConsumer<String, byte[]> write) {

    void opened(Decision decision, Instant now) {
        change(decision, load -> load.opened(now));
    }

    void closed(Decision decision) {
        change(decision, LaneLoad::closed);
    }

    void answered(Answer answer, Instant now) {
        change(answer.getDecision(), load -> load.answered(answer, now));
    }

    Optional<LaneLoad> of(Lane lane) {
        return Optional.ofNullable(read.apply(lane.name())).map(LaneLoad::of);
    }

    private void change(Decision decision, UnaryOperator<LaneLoad> change) {
        if (decision.getRoute().equals(Optional.of(Route.THINKING))) {
            var lane = decision.getLane();
            var load = change.apply(of(lane).orElseGet(LaneLoad::none));
            write.accept(lane.name(), load.toBytes());
        }
    }
}
