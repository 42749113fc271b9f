package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.classify.TinyModel;
import picocli.CommandLine;

class BandCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path folder;
    private Path prompts = Path.of("");

    @BeforeEach
    void models() throws IOException {
        TinyModel.copiedTo(folder.resolve("small"));
        TinyModel.copiedTo(folder.resolve("large"));
        prompts = folder.resolve("prompts.jsonl");
        write(3_000);
    }

    @Test
    void aBandIsWrittenAsTheRouterReadsIt() {
        assertThat(run()).as(err.toString()).isZero();

        var band = BandConfig.read(folder.resolve("band.yaml"));
        assertThat(band.threshold()).isEqualTo(0.5);
        assertThat(band.first()).startsWith("small@");
        assertThat(band.second()).startsWith("large@");
        assertThat(band.low()).as("both are the same model").isEqualTo(band.high());
        assertThat(out.toString())
                .contains("agreement, asked 0.995", "1.00000", "share to the second")
                .contains("capacity gain");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void promptsTooFewForABandAreRefused() throws IOException {
        write(500);

        assertThat(run()).isEqualTo(1);
        assertOneLine("rows are too few to show an agreement of 0.995: each half needs 919");
        assertThat(folder.resolve("band.yaml")).doesNotExist();
    }

    @Test
    void fewerDoForALesserAgreement() throws IOException {
        write(500);

        assertThat(run("--agreement", "0.95")).isZero();
    }

    @Test
    void aLineThatIsNoPromptIsRefused() throws IOException {
        Files.writeString(prompts, "{\"id\": 1}\n");

        assertThat(run()).isEqualTo(1);
        assertOneLine("line 1 of " + prompts + " is no prompt: neither text nor messages");
    }

    @Test
    void whatIsMissingOrWrongIsMisuse() throws IOException {
        assertThat(run("--agreement", "1")).isEqualTo(2);
        assertOneLine("--agreement must be above 0 and below 1: 1.0");
        Files.delete(prompts);
        assertThat(run()).isEqualTo(2);
        assertOneLine("--prompts must name a file that can be read");
        write(1);
        Files.delete(folder.resolve("large/model.onnx"));
        assertThat(run()).isEqualTo(2);
        assertOneLine("model.onnx");
    }

    private void assertOneLine(String part) {
        assertThat(err.toString().lines()).singleElement().asString().contains(part);
        err.getBuffer().setLength(0);
    }

    private void write(int lines) throws IOException {
        Files.writeString(
                prompts,
                IntStream.range(0, lines)
                        .mapToObj(i ->
                                "{\"id\": %d, \"text\": \"What is %d + 2?\"}\n".formatted(i, i))
                        .collect(Collectors.joining()));
    }

    private int run(String... more) {
        var command = new CommandLine(new BandCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        var arguments =
                new String[] {
                    "--first=" + folder.resolve("small"),
                    "--second=" + folder.resolve("large"),
                    "--prompts=" + prompts,
                    "--policy=src/test/resources/policy-half.yml",
                    "--out=" + folder.resolve("band.yaml")
                };
        return command.execute(
                IntStream.range(0, arguments.length + more.length)
                        .mapToObj(i ->
                                i < arguments.length ? arguments[i] : more[i - arguments.length])
                        .toArray(String[]::new));
    }
}
