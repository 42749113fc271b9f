package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.grade.FakeModelHost.Reply;

class RewardClientTest {

    private static final Graded ASKED = new Graded("p1", "How many?", "42", "It is 42.");

    @Test
    void theScoreOfTheReplyIsTheVerdictAndItsModelTheGrader() throws IOException {
        var reply = new Reply(200, "{\"score\": 0.75, \"model\": \"rm-7b\", \"detail\": \"fine\"}");
        try (var host = new FakeModelHost(_ -> reply);
                var reward = Graders.reward(settings(host.url()))) {
            var verdict = reward.grade(ASKED);

            assertThat(verdict.score()).hasValue(0.75);
            assertThat(verdict.grader()).isEqualTo("reward/rm-7b");
            assertThat(verdict.detail()).isEqualTo("fine");
        }
    }

    @Test
    void asksWithTheConversationAndTheReference() throws IOException {
        try (var host = new FakeModelHost(_ -> new Reply(200, "{\"score\": 1}"));
                var reward = Graders.reward(settings(host.url()))) {
            var verdict = reward.grade(ASKED);

            assertThat(host.asked.getFirst())
                    .hasToString(
                            "{\"id\":\"p1\",\"messages\":["
                                    + "{\"role\":\"user\",\"content\":\"How many?\"},"
                                    + "{\"role\":\"assistant\",\"content\":\"It is 42.\"}],"
                                    + "\"reference\":\"42\"}");
            assertThat(host.keys).containsExactly("Bearer secret");
            assertThat(verdict.grader()).isEqualTo("reward/" + host.url());
        }
    }

    @Test
    void aServerThatCannotNowIsAskedAgain() throws IOException {
        var calls = new AtomicInteger();
        try (var host =
                        new FakeModelHost(_ ->
                                calls.incrementAndGet() < 3
                                        ? new Reply(502, "")
                                        : new Reply(200, "{\"score\": 0.5}"));
                var reward = Graders.reward(settings(host.url()))) {
            assertThat(reward.grade(ASKED).score()).hasValue(0.5);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {}             | 1 | the reward model refused with status 404",
                "200 | <html>         | 1 | the reward model's reply is no JSON",
                "200 | {\"score\":\"\"} | 1 | the reward model's reply has no number as score",
                "200 | {\"score\":3.2} | 1 | the reward model's score must be 0 to 1: 3.2"
            })
    void whatIsNoScoreIsAVerdictThatSaysWhy(int status, String body, int calls, String detail)
            throws IOException {
        try (var host = new FakeModelHost(_ -> new Reply(status, body));
                var reward = Graders.reward(settings(host.url()))) {
            var verdict = reward.grade(ASKED);

            assertThat(verdict.score()).isEmpty();
            assertThat(verdict.detail()).isEqualTo(detail);
            assertThat(host.asked).hasSize(calls);
        }
    }

    @Test
    void aServerThatCannotNowIsAskedThreeTimes() throws IOException {
        try (var host = new FakeModelHost(_ -> new Reply(500, "{}"));
                var reward = Graders.reward(settings(host.url()))) {
            assertThatThrownBy(() -> reward.grade(ASKED))
                    .isInstanceOf(GraderUnreachableException.class)
                    .hasMessage("the reward model failed 3 times: status 500");
            assertThat(host.asked).hasSize(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsNoVerdict() throws IOException {
        var host = new FakeModelHost(_ -> new Reply(200, ""));
        host.close();

        try (var reward = Graders.reward(settings(host.url()))) {
            assertThatThrownBy(() -> reward.grade(ASKED))
                    .isInstanceOf(GraderUnreachableException.class)
                    .hasMessage("the reward model failed 3 times: ConnectException");
        }
    }

    @Test
    void aUrlThatIsNoneOrHoldsAUserIsRefused() {
        assertThatThrownBy(() -> RewardSettings.of("ftp://host", Optional.empty()))
                .hasMessageContaining("must be http or https");
        assertThatThrownBy(() -> RewardSettings.of("http://me:pw@host/", Optional.empty()))
                .hasMessageContaining("without a user");
    }

    private static RewardSettings settings(String url) {
        return new RewardSettings(
                URI.create(url), Optional.of("secret"), Duration.ofSeconds(20), 3, Duration.ZERO);
    }
}
