package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.reasoningrouter.router.batch.Ticket;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.evaluate.PromptLine.Broken;
import org.reasoningrouter.router.evaluate.PromptLine.Intact;

/// Scores a file of prompts, each line handed on in its place.
///
/// The calling thread reads, and hands on what is scored, while the batcher's threads tokenise and
/// score what was read before. What is between reading and handing on is bounded by its characters,
/// so the size of a file does not matter.
final class ScoringRun {

    private static final long MOST_CHARACTERS = 16 << 20;
    private static final int LEAST_CHARACTERS = 4 << 10;

    private final OfflineScoring scoring;
    private final Sink sink;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long characters;

    /// Takes what became of each line, in their order.
    interface Sink {

        /// The next line, and what the classifier made of it: `NotAsked` of a broken one.
        void take(PromptLine line, Classification classification) throws IOException;
    }

    private record Waiting(PromptLine line, Optional<Ticket> ticket, int characters) {

        private boolean isDone() {
            return ticket.map(t -> t.future().isDone()).orElse(true);
        }
    }

    ScoringRun(OfflineScoring scoring, Sink sink) {
        this.scoring = scoring;
        this.sink = sink;
    }

    void run(LineFile lines) throws IOException {
        try (var _ = scoring.poll()) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                add(lines.number(), line.get());
                while (characters > MOST_CHARACTERS || headIsDone()) {
                    handOn();
                }
            }
        }
        while (!waiting.isEmpty()) {
            handOn();
        }
    }

    private void add(long number, String json) {
        var line = PromptJson.read(number, json);
        var ticket =
                switch (line) {
                    case Intact intact -> Optional.of(scoring.submit(intact.messages()));
                    case Broken _ -> Optional.<Ticket>empty();
                };
        var weight = Math.max(LEAST_CHARACTERS, json.length());
        waiting.add(new Waiting(line, ticket, weight));
        characters += weight;
    }

    private boolean headIsDone() {
        var head = waiting.peek();
        return head != null && head.isDone();
    }

    private void handOn() throws IOException {
        var head = waiting.remove();
        characters -= head.characters();
        sink.take(head.line(), head.ticket().map(scoring::await).orElseGet(NotAsked::new));
    }
}
