package org.reasoningrouter.grade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalDouble;

/// A grader that asks a reward model: one POST of `{id, messages, reference}`, answered by
/// `{score}` and, if it likes, its `model` and a `detail`. Threads share it.
///
/// HTTP/1.1 always, and redirects are not followed, because the key would go with them.
final class RewardClient implements Grader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RewardSettings settings;
    private final HttpClient http;

    RewardClient(RewardSettings settings) {
        this.settings = settings;
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.patience())
                        .build();
    }

    @Override
    public String name() {
        return "reward/" + settings.url();
    }

    @Override
    public boolean asksModel() {
        return true;
    }

    @Override
    public Verdict grade(Graded asked) {
        var answer = FinalAnswer.afterThought(asked.answer()).strip();
        if (answer.isEmpty()) {
            return Verdict.of(this, false, "blank answer");
        }
        try {
            return ask(request(asked, answer));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Verdict.ungraded(this, "interrupted");
        }
    }

    private Verdict ask(HttpRequest request) throws InterruptedException {
        var pause = settings.pause();
        for (var attempt = 1; ; attempt++) {
            var fault = "";
            try {
                var response = http.send(request, BodyHandlers.ofString());
                if (!isToBlame(response)) {
                    return read(response);
                }
                fault = "status " + response.statusCode();
            } catch (IOException e) {
                fault = e.getClass().getSimpleName();
            }
            if (attempt == settings.attempts()) {
                throw new GraderUnreachableException(
                        "the reward model failed %d times: %s".formatted(attempt, fault));
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static boolean isToBlame(HttpResponse<String> response) {
        var status = response.statusCode();
        return status >= 500 || status == 408 || status == 429;
    }

    private Verdict read(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return Verdict.ungraded(
                    this, "the reward model refused with status " + response.statusCode());
        }
        try {
            return verdict(JSON.readTree(response.body()));
        } catch (JsonProcessingException _) {
            return Verdict.ungraded(this, "the reward model's reply is no JSON");
        }
    }

    private Verdict verdict(JsonNode reply) {
        var score = reply.path("score");
        if (!score.isNumber()) {
            return Verdict.ungraded(this, "the reward model's reply has no number as score");
        }
        if (!(score.asDouble() >= 0 && score.asDouble() <= 1)) {
            return Verdict.ungraded(
                    this, "the reward model's score must be 0 to 1: " + score.asText());
        }
        var model = reply.path("model").asText("");
        return new Verdict(
                OptionalDouble.of(score.asDouble()),
                model.isBlank() ? name() : "reward/" + model,
                reply.path("detail").asText(""));
    }

    private HttpRequest request(Graded asked, String answer) {
        var request =
                HttpRequest.newBuilder(settings.url())
                        .timeout(settings.patience())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body(asked, answer)));
        settings.key().ifPresent(it -> request.header("Authorization", "Bearer " + it));
        return request.build();
    }

    private static String body(Graded asked, String answer) {
        var json = JSON.createObjectNode().put("id", asked.promptId());
        var messages = json.putArray("messages");
        messages.addObject().put("role", "user").put("content", asked.question());
        messages.addObject().put("role", "assistant").put("content", answer);
        if (!asked.reference().isBlank()) {
            json.put("reference", asked.reference());
        }
        return json.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
