package org.reasoningrouter.router.evaluate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.router.batch.BatchLimits;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Feed;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.batch.Question;
import org.reasoningrouter.router.batch.Ticket;
import org.reasoningrouter.router.classify.Classification;
import org.reasoningrouter.router.classify.Classification.Failed;
import org.reasoningrouter.router.classify.Classification.Late;
import org.reasoningrouter.router.classify.Classification.NotAsked;
import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;

/// The classifier and the batcher as the router has them, with all the time in the world: what is
/// scored here has the score that the stream would give it.
public final class OfflineScoring implements PromptScores, AutoCloseable {

    /// The model that ships with the router.
    public static final String DEFAULT_MODEL = "classpath:model/default";

    private static final long FAR = Duration.ofDays(3_650).toNanos();
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /// The router's own defaults, but for a tokeniser on every core: nobody waits beside it.
    private static final int PROMPTS = 8;

    private static final int TOKENS = 16_384;
    private static final Duration LINGER = Duration.ofMillis(5);
    private static final Duration LINGER_MOST = Duration.ofMillis(100);

    /// Enough that every session finds a full batch of some length; all that waits is looked
    /// through for each batch.
    private static final int WAITING_PER_CORE = 128;

    private final List<String> labels;
    private final Batcher batcher;

    /// Takes the models over, to be closed with it.
    OfflineScoring(Models models) {
        var limits =
                new BatchLimits(
                        PROMPTS, TOKENS, LINGER, LINGER_MOST, CORES, WAITING_PER_CORE * CORES);
        labels = models.main().labels();
        batcher = new Batcher(models, limits, RouterMeters.unread(), System::nanoTime);
    }

    /// Opens a model on all cores.
    ///
    /// @param model a folder, or `classpath:` and a folder in a jar
    /// @throws IllegalStateException of one line when the folder holds no model that can serve
    public static OfflineScoring of(String model) {
        return new OfflineScoring(Models.only(new OnnxClassifier(ModelFolder.at(model), 0)));
    }

    /// The snapshot under which these scores are judged.
    ///
    /// @throws IllegalArgumentException when a band was fitted to another threshold than the
    ///   policy's
    Judge under(RoutingPolicy policy) {
        return new Judge(policy, batcher);
    }

    @Override
    public List<Scored> of(List<List<Message>> prompts) {
        var tickets = new ArrayList<Ticket>();
        try (var _ = poll()) {
            prompts.forEach(prompt -> tickets.add(submit(prompt)));
        }
        return tickets.stream().map(this::scored).toList();
    }

    private Scored scored(Ticket ticket) {
        return switch (await(ticket)) {
            case Scored scored -> scored;
            case Failed(var cause) ->
                    throw new IllegalStateException("the model failed on the prompt: " + cause);
            case Late _, NotAsked _ ->
                    throw new IllegalStateException("the model gave no score in time");
        };
    }

    List<String> labels() {
        return labels;
    }

    public String modelVersion() {
        return batcher.modelVersion();
    }

    /// Until it is closed, batches may wait for more to come.
    Feed poll() {
        return batcher.poll();
    }

    /// Hands a prompt in; waits while too many are under way.
    Ticket submit(List<Message> messages) {
        return batcher.submit(new Question(messages, Lane.BULK, ""), System.nanoTime() + FAR);
    }

    Classification await(Ticket ticket) {
        return batcher.await(ticket);
    }

    @Override
    public void close() {
        batcher.close();
    }
}
