package org.reasoningrouter.replay.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.grade.Verdict;
import org.reasoningrouter.local.SummaryTable;
import org.reasoningrouter.replay.output.ReplayFigures.Helped;
import org.reasoningrouter.replay.output.ReplayRow.Pair;
import org.reasoningrouter.replay.output.ReplayRow.Refused;
import org.reasoningrouter.replay.output.ReplayRow.Sample;
import org.reasoningrouter.replay.output.ReplayRow.Single;
import org.reasoningrouter.router.decide.Choice;
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

class ReplayFiguresTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReplayFigures figures = new ReplayFigures();

    @Test
    void pairsTellWhereThinkingHelpsAndWhatItCosts() throws IOException {
        figures.row(pair(1, Route.THINKING, 0, 1));
        figures.row(pair(2, Route.FAST, 1, 1));
        figures.row(pair(3, Route.FAST, 0, 1));

        var json = json();

        assertThat(figures.helped())
                .containsEntry(Route.THINKING, new Helped(1, 0))
                .containsEntry(Route.FAST, new Helped(1, 1));
        assertThat(json.at("/graded/FAST/accuracy").asDouble()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(json.at("/graded/THINKING/accuracy").asDouble()).isEqualTo(1);
        assertThat(json.at("/pairs/policy/accuracy").asDouble()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(json.at("/pairs/policy/costShare").asDouble())
                .isCloseTo(12 / 30.0, within(1e-9));
    }

    @Test
    void aPersonReadsWhatThePolicyWouldHaveChosenAndWhatThatIsWorth() {
        figures.row(pair(1, Route.THINKING, 0, 1));
        figures.row(pair(2, Route.FAST, 1, 1));
        figures.row(pair(3, Route.FAST, 0, 1));

        assertThat(PairsTable.of(figures))
                .isEqualTo(
                        """
                        the policy would think on 1 of 3 prompts (33.3%)

                        3 prompts answered both ways and graded
                                          accuracy   cost
                        always fast          33.3%  10.0%
                        policy               66.7%  40.0%
                        always thinking     100.0% 100.0%
                        """);
    }

    @Test
    void ofBothWaysNothingIsSaved() throws IOException {
        figures.row(pair(1, Route.FAST, 0, 1));

        assertThat(SummaryTable.ofBothWays(figures.summary()))
                .contains("cost $0.000001 for both ways of every prompt")
                .doesNotContain("saved");
        assertThat(json().path("answers").has("saved")).isFalse();
    }

    @Test
    void whatHasNoVerdictCountsAsNeitherRightNorWrong() throws IOException {
        var verdict = new Verdict(OptionalDouble.empty(), "match", "no reference");
        figures.row(single(1, Route.FAST, Optional.of(verdict), Reason.SCORE));

        assertThat(json().path("graded")).isEmpty();
        assertThat(json().path("ungraded").path("no reference").asInt()).isEqualTo(1);
    }

    @Test
    void aDecisionWithoutAScoreIsCounted() {
        figures.row(single(1, Route.FAST, Optional.empty(), Reason.CLASSIFIER_TIMEOUT));
        figures.row(single(2, Route.FAST, Optional.empty(), Reason.EXPLICIT_MODE));

        assertThat(figures.fallbacks()).isEqualTo(1);
    }

    @Test
    void thoughtsAreCountedByPowersOfTwo() {
        figures.row(single(1, Route.THINKING, Optional.empty(), Reason.SCORE));

        assertThat(figures.thoughts()).containsExactly(new ReplayFigures.Thoughts(512, 1023, 1));
    }

    @Test
    void thePageStandsAloneAndSaysWhatIsSimulated() {
        figures.row(pair(1, Route.THINKING, 0, 1));
        figures.row(pair(2, Route.FAST, 1, 1));
        figures.row(new Refused(3, "<no> prompt"));

        var page = ReportPage.of(account(), figures);

        assertThat(page)
                .contains("SIMULATED")
                .contains("per-prompt oracle")
                .contains("Where thinking helped")
                .contains("&lt;no&gt; prompt")
                .doesNotContain("<no>")
                .doesNotContain("<script")
                .doesNotContain("http");
    }

    @Test
    void whatWasMeasuredDoesNotChangeTheDigest() throws IOException {
        var first = new JsonRows(new StringWriter());
        var second = new JsonRows(new StringWriter());
        var third = new JsonRows(new StringWriter());
        var row = single(1, Route.FAST, Optional.empty(), Reason.SCORE);
        var later = Result.newBuilder(row.sample().result()).setFinishedAt(NOW.plusSeconds(1));

        first.row(row);
        second.row(new Single(1, row.prompt(), new Sample(later.build(), Optional.empty())));
        third.row(
                new Single(
                        1,
                        row.prompt(),
                        new Sample(later.setAnswer("other").build(), Optional.empty())));

        var digest = first.digest();
        assertThat(second.digest()).isEqualTo(digest);
        assertThat(third.digest()).isNotEqualTo(digest);
    }

    @Test
    void pairsAreWrittenAsTheRecipeReadsThemAndNothingElseIs() throws IOException {
        var written = new StringWriter();
        try (var training = new TrainingRows(written)) {
            training.row(pair(1, Route.THINKING, 0, 1));
            training.row(single(2, Route.FAST, Optional.empty(), Reason.SCORE));
            training.row(new Refused(3, "no prompt"));
        }

        var line = JSON.readTree(written.toString());
        assertThat(written.toString().lines()).hasSize(1);
        assertThat(line.path("fast").asDouble(-1)).isZero();
        assertThat(line.path("thinking").asDouble()).isEqualTo(1);
        assertThat(line.path("help").asDouble()).isEqualTo(1);
        assertThat(line.path("simulated").asBoolean()).isTrue();
    }

    private JsonNode json() throws IOException {
        return JSON.readTree(FiguresJson.of(account(), figures));
    }

    private static ReplayAccount account() {
        var about = new LinkedHashMap<>(Map.of("mode", "paired"));
        return new ReplayAccount(about, 3, 0, false, "00");
    }

    private static Pair pair(long row, Route route, double fast, double thinking) {
        var choice =
                new Choice(
                        route, Reason.SCORE, Optional.of(0.5), Optional.of(0.4), Optional.empty());
        return new Pair(
                row,
                prompt(row),
                choice,
                "model@1",
                List.of(sample(row, Route.FAST, fast)),
                List.of(sample(row, Route.THINKING, thinking)));
    }

    private static Sample sample(long row, Route route, double score) {
        var verdict = new Verdict(OptionalDouble.of(score), "match", "");
        return new Sample(result(row, route, Reason.EXPLICIT_MODE), Optional.of(verdict));
    }

    private static Single single(long row, Route route, Optional<Verdict> verdict, Reason reason) {
        return new Single(row, prompt(row), new Sample(result(row, route, reason), verdict));
    }

    private static Prompt prompt(long row) {
        var message = Message.newBuilder().setRole(Role.USER).setContent("What is 2 + 2?").build();
        return Prompt.newBuilder().setPromptId("p" + row).setMessages(List.of(message)).build();
    }

    /// A thought of 600 tokens costs ten times a fast answer.
    private static Result result(long row, Route route, Reason reason) {
        var thinks = route == Route.THINKING;
        var usage =
                Usage.newBuilder()
                        .setReasoningTokens(thinks ? 600 : 0)
                        .setSource(TokenSource.SERVER)
                        .build();
        return Result.newBuilder()
                .setPromptId("p" + row)
                .setStatus(Status.ANSWERED)
                .setDecision(decision(row, route, reason))
                .setRoute(route)
                .setAnswer("4")
                .setSimulated(true)
                .setUsage(usage)
                .setCostNanos(thinks ? 1_000 : 100)
                .setAlwaysThinkingCostNanos(1_000)
                .setTimings(Timings.newBuilder().setEndToEnd(1_000).build())
                .setReceivedAt(NOW)
                .setFinishedAt(NOW)
                .build();
    }

    private static Decision decision(long row, Route route, Reason reason) {
        return Decision.newBuilder()
                .setPromptId("p" + row)
                .setRoute(route)
                .setReason(reason)
                .setReceivedAt(NOW)
                .setDecidedAt(NOW)
                .setDeadline(NOW)
                .build();
    }
}
