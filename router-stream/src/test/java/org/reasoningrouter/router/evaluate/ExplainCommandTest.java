package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.TinyModel;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import picocli.CommandLine;

class ExplainCommandTest {

    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void copy() throws IOException {
        TinyModel.copiedTo(directory.resolve("tiny"));
    }

    @Test
    void aTextHasTheScoreThatTheClassifierGivesIt() throws IOException {
        assertThat(explain("--json", "Why is the sea salty? Say why.")).isZero();

        var json = json();
        var score = score(List.of(says(Role.USER, "Why is the sea salty? Say why.")));
        assertThat(json.get("score").asDouble()).isCloseTo(score, within(1e-6));
        assertThat(json.get("scores").properties()).hasSize(2);
        assertThat(json.get("route").asText()).isEqualTo(score >= 0.5 ? "THINKING" : "FAST");
        assertThat(json.get("reason").asText()).isEqualTo("SCORE");
        assertThat(json.get("threshold").asDouble()).isEqualTo(0.5);
        assertThat(json.get("model").asText()).startsWith("tiny@");
        assertThat(json.get("stage").asInt()).isEqualTo(1);
        assertThat(json.get("spans")).hasSize(2);
        var first = json.get("spans").get(0);
        assertThat(first.get("text").asText())
                .isEqualTo(
                        "Why is the sea salty? Say why."
                                .substring(first.get("start").asInt(), first.get("end").asInt()));
        assertThat(first.get("words").size()).isPositive();
    }

    @Test
    void aConversationIsReadFromAFileAloneOrAsMessages() throws IOException {
        var messages =
                "[{\"role\": \"system\", \"content\": \"be kind\"}, {\"content\": \"why?\"}]";
        var score = score(List.of(says(Role.SYSTEM, "be kind"), says(Role.USER, "why?")));

        for (var content : List.of(messages, "{\"messages\": %s}".formatted(messages))) {
            out.getBuffer().setLength(0);
            assertThat(explain("--json", "--messages", file(content))).isZero();
            assertThat(json().get("score").asDouble()).isCloseTo(score, within(1e-6));
        }
    }

    @Test
    void standardInputIsATextToo() throws IOException {
        var before = System.in;
        System.setIn(new ByteArrayInputStream("Grüße\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(explain("--json", "-")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(json().get("spans").get(0).get("text").asText()).isEqualTo("Grüße\n");
    }

    @Test
    void aPersonGetsLinesWithoutColoursWhereThereIsNoTerminal() {
        assertThat(explain("--mode", "thinking", "Why?")).isZero();

        assertThat(out.toString())
                .startsWith("route    THINKING (EXPLICIT_MODE): the mode asks for it")
                .contains("0 [", "|", "] 1", "model    tiny@")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {nope                               | it is not JSON
                    [] x                                | it is not JSON
                    []                                  | it must be a list of {role, content}, alone or as "messages"
                    {"text": "a"}                       | it must be a list of {role, content}, alone or as "messages"
                    [{"content": 1}]                    | the content of each message must be text
                    [{"role": "boss", "content": "a"}]  | the role of each message must be system, user, assistant or tool
                    """)
    void aFileThatIsNoConversationIsMisuseOfOneLine(String content, String why) throws IOException {
        var file = file(content);

        assertThat(explain("--messages", file)).isEqualTo(2);

        assertThat(errors).hasToString("explain: %s: %s%n".formatted(file, why));
    }

    @Test
    void everyMisuseIsOneLineThatSaysWhatToDo() throws IOException {
        var missing = directory.resolve("missing").toString();
        var long1 = file("x".repeat((1 << 20) + 1));

        assertThat(explain("--messages", missing)).isEqualTo(2);
        assertThat(explain("--messages", long1)).isEqualTo(2);
        assertThat(explain(" ")).isEqualTo(2);
        assertThat(explain("--model", missing, "why?")).isEqualTo(2);
        assertThat(explain("--policy", missing, "why?")).isEqualTo(2);

        assertThat(errors.toString().lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("explain: "));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void oneSourceIsNeededAndOneIsEnough() throws IOException {
        assertThat(explain()).isEqualTo(2);
        assertThat(explain("why?", "--messages", file("[]"))).isEqualTo(2);
        assertThat(explain("why", "not")).isEqualTo(2);
        assertThat(explain("--help")).isZero();
        assertThat(out.toString()).contains("router explain \"How many primes");
    }

    private int explain(String... arguments) {
        var all =
                Stream.concat(
                        Stream.of(
                                "--model",
                                directory + "/tiny",
                                "--policy",
                                TinyModel.class.getResource("/policy-half.yml").getPath()),
                        Stream.of(arguments));
        return new CommandLine(new ExplainCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
    }

    private String file(String content) throws IOException {
        var file = Files.createTempFile(directory, "conversation", ".json");
        return Files.writeString(file, content).toString();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private double score(List<Message> messages) {
        try (var classifier = new OnnxClassifier(ModelFolder.at(directory + "/tiny"), 1)) {
            return classifier.score(List.of(classifier.encode(messages))).getFirst().value();
        }
    }

    private static Message says(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }
}
