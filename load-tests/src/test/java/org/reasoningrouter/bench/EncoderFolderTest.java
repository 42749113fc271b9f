package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.wire.Message;

class EncoderFolderTest {

    private static final EncoderShape TINY = new EncoderShape(2, 32, 4, 48, 30_522, 64);

    @TempDir private Path folder;

    @Test
    void theRouterServesWhatIsWritten() throws IOException {
        try (var model = open(TINY)) {
            var prompts =
                    List.of("Hi", "Prove that there are infinitely many primes.", "2 + 2").stream()
                            .map(text -> encode(model, text))
                            .toList();

            var together = model.score(prompts);

            for (var i = 0; i < prompts.size(); i++) {
                var alone = model.score(List.of(prompts.get(i))).getFirst().value();
                assertThat(together.get(i).value()).isCloseTo(alone, within(1e-5));
            }
            assertThat(together).extracting(score -> score.value()).doesNotHaveDuplicates();
        }
    }

    @Test
    void textsFallIntoWordsAndPieces() throws IOException {
        try (var model = open(TINY)) {
            var counts =
                    List.of("the question", "THE QUESTION", "a").stream()
                            .map(text -> encode(model, text).length())
                            .toList();

            assertThat(counts).containsExactly(4, 4, 3);
            assertThat(encode(model, "why ".repeat(200)).length()).isEqualTo(TINY.length());
        }
    }

    @Test
    void theSameShapeGivesTheSameModel() throws IOException {
        try (var one = open(TINY);
                var other = open(TINY)) {
            assertThat(one.version()).isEqualTo(other.version());
        }
    }

    private OnnxClassifier open(EncoderShape shape) throws IOException {
        return new OnnxClassifier(ModelFolder.at(EncoderFolder.write(folder, shape).toString()), 1);
    }

    private static Tokens encode(OnnxClassifier model, String text) {
        return model.encode(List.of(Message.newBuilder().setContent(text).build()));
    }
}
