package org.reasoningrouter.topics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// Records that the tests of this package write and read.
final class Samples {

    private Samples() {}

    static Prompt prompt() {
        return Prompt.newBuilder()
                .setPromptId("p-1")
                .setMessages(
                        List.of(
                                Message.newBuilder()
                                        .setRole(Role.USER)
                                        .setContent("Is 91 prime? \uD83E\uDD14")
                                        .build()))
                .setTimeLimitMs(30_000L)
                .setGeneration(
                        Generation.newBuilder()
                                .setTemperature(0.2)
                                .setStop(List.of("\n\n"))
                                .build())
                .setAttributes(Map.of("source", "exam"))
                .build();
    }

    static Decision decision() {
        return Decision.newBuilder()
                .setPromptId("p-1")
                .setRoute(Route.THINKING)
                .setReason(Reason.SCORE)
                .setScore(0.75)
                .setReceivedAt(Instant.ofEpochMilli(1_700_000_000_001L))
                .setDecidedAt(Instant.ofEpochMilli(1_700_000_000_002L))
                .setDeadline(Instant.ofEpochMilli(1_700_000_000_003L))
                .build();
    }
}
