package org.reasoningrouter.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.Timings;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

/// Rows with answers, in short.
final class VerdictFixture {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    private VerdictFixture() {}

    /// A row whose results are these answers; a blank one has expired.
    static Answered row(long number, String reference, String... answers) {
        var results = new ArrayList<Result>();
        for (var i = 0; i < answers.length; i++) {
            results.add(result(number, i, answers[i]));
        }
        var question =
                Message.newBuilder().setRole(Role.USER).setContent("How many? " + number).build();
        var prompt =
                Prompt.newBuilder()
                        .setPromptId("p" + number)
                        .setMessages(List.of(question))
                        .setReference(reference.isEmpty() ? null : reference)
                        .build();
        return new Answered(new Taken(number, prompt, Optional.empty()), results);
    }

    private static Result result(long row, int asking, String answer) {
        var decision =
                Decision.newBuilder()
                        .setPromptId("p" + row)
                        .setRoute(Route.FAST)
                        .setReason(Reason.SCORE)
                        .setReceivedAt(NOW)
                        .setDecidedAt(NOW)
                        .setDeadline(NOW)
                        .build();
        return Result.newBuilder()
                .setPromptId("p" + row)
                .setStatus(answer.isEmpty() ? Status.EXPIRED : Status.ANSWERED)
                .setDecision(decision)
                .setRoute(Route.FAST)
                .setAnswer(answer)
                .setUsage(Usage.newBuilder().setSource(TokenSource.SERVER).build())
                .setTimings(Timings.newBuilder().setEndToEnd(1).build())
                .setAttributes(Map.of(Askings.ROW, row + "", Askings.ASKING, asking + ""))
                .setReceivedAt(NOW)
                .setFinishedAt(NOW)
                .build();
    }
}
