package org.reasoningrouter.load.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.load.guarantee.Evidence.AnswerSeen;
import org.reasoningrouter.load.guarantee.Evidence.DecisionSeen;
import org.reasoningrouter.load.guarantee.Evidence.Fingerprint;
import org.reasoningrouter.load.guarantee.Evidence.LateSeen;
import org.reasoningrouter.load.guarantee.Evidence.RequestSeen;
import org.reasoningrouter.load.guarantee.Evidence.ResultSeen;
import org.reasoningrouter.load.guarantee.Evidence.Served;
import org.reasoningrouter.load.guarantee.Evidence.Tokens;
import org.reasoningrouter.wire.AnswerStatus;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Outcome;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.wire.Status;

/// Each guarantee sees the one thing that it is there for.
class GuaranteeTest {

    private static final Fingerprint BODY = new Fingerprint("acme", Lane.BULK, "b0d1");
    private static final Tokens TOKENS = new Tokens(10, 200, 30);
    private static final DecisionSeen DECISION = new DecisionSeen("p", Outcome.ROUTED, "FAST");
    private static final RequestSeen REQUEST =
            new RequestSeen("p", "p", Route.FAST, Lane.BULK, "FAST", BODY);
    private static final AnswerSeen ANSWER =
            new AnswerSeen("p", AnswerStatus.ANSWERED, "call", List.of("first", "call"), TOKENS);
    private static final ResultSeen RESULT =
            new ResultSeen("p", "p", "acme", Status.ANSWERED, TOKENS, 77, "call");
    private static final Served SERVED = new Served(1, TOKENS, 77, 0, 0, TOKENS);

    @Test
    void aCleanRunBreaksNothing() {
        assertThat(
                        broken(
                                run(
                                        List.of(DECISION),
                                        List.of(REQUEST),
                                        List.of(RESULT),
                                        List.of(),
                                        SERVED)))
                .isEmpty();
    }

    @Test
    void aSecondDecisionIsSeen() {
        var run =
                run(
                        List.of(DECISION, DECISION),
                        List.of(REQUEST),
                        List.of(RESULT),
                        List.of(),
                        SERVED);

        assertThat(broken(run)).containsExactly("p has 2 decisions");
    }

    @Test
    void aSecondRequestIsSeen() {
        var run =
                run(
                        List.of(DECISION),
                        List.of(REQUEST, REQUEST),
                        List.of(RESULT),
                        List.of(),
                        SERVED);

        assertThat(broken(run)).containsExactly("p has 2 requests, not 1");
    }

    @Test
    void aLostPromptIsSeenOnEveryTopic() {
        var run =
                run(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Served(0, Tokens.NONE, 0, 0, 0, TOKENS));

        assertThat(broken(run)).containsExactly("p has 0 decisions", "p has 0 results");
    }

    @Test
    void aSwappedTenantIsSeen() {
        var swapped =
                new RequestSeen(
                        "p",
                        "p",
                        Route.FAST,
                        Lane.BULK,
                        "FAST",
                        new Fingerprint("evil", Lane.BULK, "b0d1"));

        var run = run(List.of(DECISION), List.of(swapped), List.of(RESULT), List.of(), SERVED);

        assertThat(broken(run)).containsExactly("p was requested as another prompt than was sent");
    }

    @Test
    void aSwappedLaneIsSeen() {
        var swapped = new RequestSeen("p", "p", Route.FAST, Lane.INTERACTIVE, "FAST", BODY);

        var run = run(List.of(DECISION), List.of(swapped), List.of(RESULT), List.of(), SERVED);

        assertThat(broken(run)).containsExactly("p stands on the topic of another route or lane");
    }

    @Test
    void aRejectedPromptOnARequestTopicIsSeen() {
        var rejected = new DecisionSeen("p", Outcome.REJECTED, "");

        var run = run(List.of(rejected), List.of(REQUEST), List.of(RESULT), List.of(), SERVED);

        assertThat(broken(run)).contains("p was rejected and requested");
    }

    @Test
    void aSecondResultIsSeenAndSoIsItsPrice() {
        var run =
                run(
                        List.of(DECISION),
                        List.of(REQUEST),
                        List.of(RESULT, RESULT),
                        List.of(),
                        SERVED);

        assertThat(broken(run)).contains("p has 2 results", "p pays a call again: call");
    }

    @Test
    void aTokenThatNobodyPaysIsSeen() {
        var served = new Served(1, new Tokens(10, 201, 30), 77, 0, 0, TOKENS);

        var run = run(List.of(DECISION), List.of(REQUEST), List.of(RESULT), List.of(), served);

        assertThat(broken(run))
                .containsExactly(
                        "200 reasoning tokens in the results, 201 served, at most 0 may be"
                                + " missing");
    }

    @Test
    void aCallInFlightAtAKillMayBeMissingButNotTwo() {
        var two = new Served(2, TOKENS.plus(TOKENS), 154, 0, 1, TOKENS);
        var three = new Served(3, TOKENS.plus(TOKENS).plus(TOKENS), 231, 0, 1, TOKENS);

        assertThat(
                        broken(
                                run(
                                        List.of(DECISION),
                                        List.of(REQUEST),
                                        List.of(RESULT),
                                        List.of(),
                                        two)))
                .isEmpty();
        assertThat(
                        broken(
                                run(
                                        List.of(DECISION),
                                        List.of(REQUEST),
                                        List.of(RESULT),
                                        List.of(),
                                        three)))
                .hasSize(3);
    }

    @Test
    void aLateAnswerIsPaidBesideTheResult() {
        var late = new LateSeen("p", TOKENS, 77, "other");
        var served = new Served(2, TOKENS.plus(TOKENS), 154, 0, 0, TOKENS);

        var run = run(List.of(DECISION), List.of(REQUEST), List.of(RESULT), List.of(late), served);

        assertThat(broken(run)).isEmpty();
    }

    @Test
    void anAnswerWithoutACallIdIsSeen() {
        assertThat(broken(answeredBy(answer("", TOKENS))))
                .containsExactly("p has an answer without a call id");
    }

    @Test
    void anAnswerOfACallThatItDoesNotListIsSeen() {
        var other = new AnswerSeen("p", AnswerStatus.ANSWERED, "call", List.of("other"), TOKENS);

        assertThat(broken(answeredBy(other)))
                .containsExactly("p was answered by a call that it does not list");
    }

    @Test
    void aCallOfTwoAnswersIsSeen() {
        var again = new AnswerSeen("p", AnswerStatus.FAILED, "own", List.of("first"), TOKENS);

        assertThat(broken(answeredBy(ANSWER, again)))
                .containsExactly("p lists a call again: first");
    }

    @Test
    void anAnswerThatWasWrittenTwiceIsOneAndADifferentOneOfItsCallIsSeen() {
        assertThat(broken(answeredBy(ANSWER, ANSWER))).isEmpty();
        assertThat(broken(answeredBy(ANSWER, answer("call", Tokens.NONE))))
                .containsExactly("p has the call id of another answer");
    }

    @Test
    void aResultThatLeavesOutTheTokensOfACallIsSeen() {
        var more = answer("call", TOKENS.plus(TOKENS));

        assertThat(broken(answeredBy(more)))
                .containsExactly("p pays " + TOKENS + ", its answer's calls used " + more.tokens());
    }

    @Test
    void aResultOfNoAnswerIsSeen() {
        var strange = new AnswerSeen("q", AnswerStatus.ANSWERED, "call", List.of("call"), TOKENS);

        assertThat(broken(answeredBy(strange)))
                .containsExactly("p pays a call of no answer of its own: call");
    }

    @Test
    void anOpenTransactionIsSeen() {
        var run =
                new Evidence(
                        Map.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Served(0, Tokens.NONE, 0, 0, 0, Tokens.NONE),
                        List.of("results-3"));

        assertThat(broken(run)).containsExactly("results-3 ends in an open transaction");
    }

    private static Evidence run(
            List<DecisionSeen> decisions,
            List<RequestSeen> requests,
            List<ResultSeen> results,
            List<LateSeen> late,
            Served served) {
        return new Evidence(
                Map.of("p", BODY),
                decisions,
                requests,
                answersOf(results, late),
                results,
                late,
                served,
                List.of());
    }

    private static List<AnswerSeen> answersOf(List<ResultSeen> results, List<LateSeen> late) {
        var first = results.stream().limit(1).map(_ -> ANSWER);
        var more = late.stream().map(it -> answer(it.callId(), it.tokens()));
        return Stream.concat(first, more).toList();
    }

    private static AnswerSeen answer(String callId, Tokens tokens) {
        return new AnswerSeen("p", AnswerStatus.ANSWERED, callId, List.of(callId), tokens);
    }

    private static Evidence answeredBy(AnswerSeen... answers) {
        var paid = Stream.of(answers).findFirst().map(AnswerSeen::callId).orElse("");
        return new Evidence(
                Map.of("p", BODY),
                List.of(DECISION),
                List.of(REQUEST),
                List.of(answers),
                List.of(new ResultSeen("p", "p", "acme", Status.ANSWERED, TOKENS, 77, paid)),
                List.of(),
                SERVED,
                List.of());
    }

    private static List<String> broken(Evidence evidence) {
        return Guarantee.all().stream().flatMap(g -> g.violations(evidence).stream()).toList();
    }
}
