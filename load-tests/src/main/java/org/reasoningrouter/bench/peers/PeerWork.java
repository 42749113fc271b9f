package org.reasoningrouter.bench.peers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.AdmissionLimits;
import org.reasoningrouter.router.admit.AdmissionRules;
import org.reasoningrouter.router.admit.Arrival;
import org.reasoningrouter.router.admit.Deadlines;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.router.decide.Backlog;
import org.reasoningrouter.router.decide.ControlState;
import org.reasoningrouter.router.decide.Decisions;
import org.reasoningrouter.router.decide.LearnedLengths;
import org.reasoningrouter.router.decide.Leases;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.topics.Reading.Intact;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.wire.Prompt;

/// What every contender does with a prompt, by the router's own code and default policy.
///
/// Threads share it.
final class PeerWork {

    private static final AdmissionLimits LIMITS =
            new AdmissionLimits(
                    1 << 20,
                    Set.of(),
                    new Deadlines(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(24)));
    private static final int MOST_REMEMBERED = 100_000;

    private final RecordReader<Prompt> reader;
    private final Classifier classifier;
    private final BatchOrder order;
    private final int batch;
    private final AdmissionRules rules = new AdmissionRules(LIMITS);
    private final ControlState control =
            new ControlState(
                    new LearnedLengths(MOST_REMEMBERED),
                    new Leases(MOST_REMEMBERED),
                    new Backlog(true));
    private final PolicyInForce policy;

    /// A prompt that waits for its batch.
    ///
    /// @param tokens absent where the prompt names its route itself
    record Waiting(Admitted admitted, Optional<Tokens> tokens) {}

    /// @param batch prompts of one call of the model at most
    PeerWork(RecordReader<Prompt> reader, Classifier classifier, BatchOrder order, int batch) {
        this.reader = reader;
        this.classifier = classifier;
        this.order = order;
        this.batch = batch;
        policy = new PolicyInForce(PolicyConfig.read(Optional.empty()), classifier.version());
    }

    /// Reads, admits and tokenises a record.
    ///
    /// @throws IllegalStateException when it is no prompt that is admitted: the bench sends none
    Waiting read(byte @Nullable [] key, byte @Nullable [] value, long timestamp, Instant polledAt) {
        var text = Optional.ofNullable(key).map(it -> new String(it, StandardCharsets.UTF_8));
        var arrival = new Arrival(text, Arrival.receivedAt(timestamp, polledAt), polledAt);
        if (reader.read(value) instanceof Intact<Prompt>(var prompt)
                && rules.admit(prompt, arrival) instanceof Admitted admitted) {
            return new Waiting(admitted, tokens(prompt));
        }
        throw new IllegalStateException("no prompt that is admitted: " + text.orElse("no key"));
    }

    private Optional<Tokens> tokens(Prompt prompt) {
        return policy.policy().asked(prompt).isPresent()
                ? Optional.empty()
                : Optional.of(classifier.encode(prompt.getMessages()));
    }

    /// Scores what waits, in batches, and decides on each.
    ///
    /// @return in the order in which it came
    List<Dispatch> route(List<Waiting> poll) {
        var said = new ArrayList<Classification>(Collections.nCopies(poll.size(), new NotAsked()));
        var asking =
                IntStream.range(0, poll.size())
                        .filter(place -> poll.get(place).tokens().isPresent())
                        .boxed()
                        .toList();
        var tokens = asking.stream().map(place -> poll.get(place).tokens().orElseThrow()).toList();
        for (var places : order.batches(tokens, batch)) {
            var together = places.stream().map(tokens::get).toList();
            var scores = classifier.score(together);
            for (var i = 0; i < places.size(); i++) {
                said.set(asking.get(places.get(i)), scored(scores.get(i), together.get(i), places));
            }
        }
        return IntStream.range(0, poll.size())
                .mapToObj(place -> decide(poll.get(place).admitted(), said.get(place)))
                .toList();
    }

    private static Scored scored(Score score, Tokens tokens, List<Integer> batch) {
        return new Scored(score, tokens.counted(), tokens.truncated(), batch.size(), 1);
    }

    private Dispatch decide(Admitted admitted, Classification said) {
        var decision = Decisions.routed(admitted, said, policy, control, Instant.now());
        return new Dispatch(admitted.prompt(), decision);
    }

    /// What is right to say of a prompt: the model asked for it alone.
    Answer answer(Prompt prompt) {
        var said =
                tokens(prompt)
                        .<Classification>map(it ->
                                scored(classifier.score(List.of(it)).getFirst(), it, List.of(0)))
                        .orElseGet(NotAsked::new);
        return Answer.of(policy.policy().choose(prompt, said));
    }
}
