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

    @TempDir private Path folder;

    @Test
    void theRouterServesWhatIsWritten() throws IOException {
        try (var model = open(EncoderShape.TINY)) {
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
        try (var model = open(EncoderShape.TINY)) {
            var counts =
                    List.of("the question", "THE QUESTION", "a").stream()
                            .map(text -> encode(model, text).length())
                            .toList();

            assertThat(counts).containsExactly(4, 4, 3);
            assertThat(encode(model, "why ".repeat(200)).length())
                    .isEqualTo(EncoderShape.TINY.length());
        }
    }

    @Test
    void theSameShapeGivesTheSameModel() throws IOException {
        try (var one = open(EncoderShape.TINY);
                var other = open(EncoderShape.TINY)) {
            assertThat(one.version()).isEqualTo(other.version());
        }
    }

    @Test
    void halfPrecisionComesNear() throws IOException {
        var text = "Prove that there are infinitely many primes.";
        try (var whole = open(EncoderShape.TINY);
                var half = open(EncoderShape.TINY.inHalf())) {
            var one = whole.score(List.of(encode(whole, text))).getFirst().value();
            var padded = List.of(encode(half, "Hi"), encode(half, text));

            assertThat(half.version()).isNotEqualTo(whole.version());
            assertThat(half.score(padded).getLast().value()).isCloseTo(one, within(5e-3));
        }
    }

    private OnnxClassifier open(EncoderShape shape) throws IOException {
        return new OnnxClassifier(ModelFolder.at(EncoderFolder.write(folder, shape).toString()), 1);
    }

    private static Tokens encode(OnnxClassifier model, String text) {
        return model.encode(List.of(Message.newBuilder().setContent(text).build()));
    }
}
