package org.reasoningrouter.replay;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.reasoningrouter.grade.Grader;
import org.reasoningrouter.local.LocalSettings.ModelServer;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.replay.input.Columns;
import org.reasoningrouter.replay.input.InputFormat;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.PriceListConfig;
import org.reasoningrouter.simulator.LlmSimulator;

/// What a replay is asked to do.
///
/// @param keep whether what was needed until the end stays: topics, records, stores
record ReplaySettings(
        Source source,
        ReplayMode mode,
        int samples,
        Judge judge,
        ModelServer modelServer,
        Place place,
        Pace pace,
        Money money,
        Grading grading,
        boolean keep) {

    /// What the model that answers calls itself.
    String modelName() {
        return switch (modelServer) {
            case Simulated _ -> LlmSimulator.MODEL;
            case Remote remote -> remote.model();
        };
    }

    /// Where prompts come from.
    sealed interface Source {}

    /// @param format empty: by the file itself
    /// @param most rows that are read
    record FileSource(Path file, Optional<InputFormat> format, Columns columns, long most)
            implements Source {}

    /// A range of a prompts topic.
    record TopicSource(TopicRange range, long most) implements Source {}

    /// What decides; what is absent is what ships.
    ///
    /// @param model the classifier's folder
    /// @param scores recorded ones that take the classifier's place
    record Judge(
            Optional<Path> policy,
            Optional<Path> prices,
            Optional<String> model,
            Optional<Path> scores) {

        /// The policy's choices for prompts as a survey hands them out.
        Choices choices(Survey survey) {
            return survey.scores()
                    .map(it -> Choices.recorded(routing(), it.model()))
                    .orElseGet(() -> Choices.open(routing(), model));
        }

        /// @throws IllegalArgumentException with one line when the file holds no policy
        RoutingPolicy routing() {
            return PolicyConfig.read(policy);
        }

        /// @throws IllegalArgumentException with one line when the file holds no prices
        PriceList priceList() throws IOException {
            try (var reader = pricesText()) {
                return PriceListConfig.parse(reader);
            }
        }

        private Reader pricesText() throws IOException {
            return prices.isPresent()
                    ? Files.newBufferedReader(prices.get())
                    : new InputStreamReader(
                            Objects.requireNonNull(
                                    PriceListConfig.class.getResourceAsStream("/prices.yml")),
                            StandardCharsets.UTF_8);
        }
    }

    /// Where it runs.
    ///
    /// @param cluster empty: a broker in this JVM
    /// @param quota bytes a second that each client may send and read; 0 for no limit
    record Place(
            Optional<ReplayCluster> cluster, Optional<String> name, int partitions, long quota) {}

    /// How fast.
    ///
    /// @param slots calls at a time for each route
    /// @param pending the most that wait for their results
    /// @param patience how long no result may come
    record Pace(Rate rate, int slots, int pending, Duration patience) {}

    /// Who judges the answers.
    ///
    /// @param grader opens it, once the answers are there
    /// @param calls rows that a model is asked about at a time
    record Grading(Supplier<Grader> grader, int calls) {}

    /// @param mostNanos that it may cost
    /// @param answerTokens that an answer is supposed to have, for the estimate
    record Money(OptionalLong mostNanos, long answerTokens) {}
}
