package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;

class TrainingSetTest {

    private final StringWriter written = new StringWriter();
    private final TrainingSet set = new TrainingSet(written);

    @Test
    void aPairIsWrittenInTheWordsOfTheRecipe() throws IOException {
        set.add(
                prompt(),
                List.of(graded(0, 10), graded(1, 20)),
                List.of(graded(1, 100), graded(1, 300)));

        assertThat(written.toString())
                .isEqualTo(
                        """
                        {"id":"p1","text":"Be brief.\\n\\nHow many?","source":"exam","tenant":"default",\
                        "lane":"interactive","fast":0.5,"thinking":1.0,"help":0.5,"n":2,\
                        "fast_tokens":15.0,"thinking_tokens":200.0,"thinking_truncated":false,\
                        "graders":"numeric","simulated":false}
                        """);
        assertThat(set.counts()).isEqualTo(new TrainingSet.Counts(1, 0, 0));
    }

    @Test
    void answersThatWereCutCountOnlyWhereThereAreNoOthers() throws IOException {
        set.add(prompt(), List.of(graded(0, 10)), List.of(graded(1, 100), cut(0)));
        set.add(prompt(), List.of(graded(0, 10)), List.of(cut(0), cut(0)));

        assertThat(written.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "\"thinking\":1.0", "\"n\":1", "truncated\":false"),
                        line -> assertThat(line).contains("\"thinking\":0.0", "truncated\":true"));
        assertThat(set.counts()).isEqualTo(new TrainingSet.Counts(1, 1, 0));
    }

    @Test
    void whatCouldNotBeGradedIsCountedAndNotWritten() throws IOException {
        set.add(prompt(), List.of(ungraded()), List.of(graded(1, 100)));
        set.add(prompt(), List.of(graded(1, 100)), List.of());

        assertThat(written.toString()).isEmpty();
        assertThat(set.counts()).isEqualTo(new TrainingSet.Counts(0, 0, 2));
    }

    private static PairedSample graded(double score, long tokens) {
        return new PairedSample(OptionalDouble.of(score), tokens, false, false, "numeric");
    }

    private static PairedSample cut(double score) {
        return new PairedSample(OptionalDouble.of(score), 4_000, true, false, "numeric");
    }

    private static PairedSample ungraded() {
        return new PairedSample(OptionalDouble.empty(), 10, false, false, "judge-1/big");
    }

    private static Prompt prompt() {
        return Prompt.newBuilder()
                .setPromptId("p1")
                .setMessages(List.of(says(Role.SYSTEM, "Be brief."), says(Role.USER, "How many?")))
                .setAttributes(Map.of("source", "exam"))
                .build();
    }

    private static Message says(Role role, String text) {
        return Message.newBuilder().setRole(role).setContent(text).build();
    }
}
