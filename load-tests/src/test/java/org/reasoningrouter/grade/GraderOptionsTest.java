package org.reasoningrouter.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class GraderOptionsTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "'',auto",
        "--grader numeric,numeric",
        "--grader reward:http://127.0.0.1:1/score,reward/http://127.0.0.1:1/score",
        "--grader judge --judge-llm http://127.0.0.1:1/v1 --judge-model big --judge-dialect"
                + " plain,judge-1/big"
    })
    void opensTheGraderThatWasAskedFor(String line, String name) {
        try (var grader = options(line).open()) {
            assertThat(grader.name()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--grader bleu,no grader is called 'bleu'",
        "--grader judge,go together",
        "--grader exact --judge-llm http://h/v1 --judge-model big,go together",
        "--grader exact --grader-key-file key,needs --grader judge",
        "--grader reward:http://h/ --grader-key-file /no/such/file,cannot be read"
    })
    void whatDoesNotGoTogetherIsRefusedInOneLine(String line, String complaint) {
        var options = options(line);

        assertThatThrownBy(options::open)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void anEmptyKeyIsRefused() throws IOException {
        var key = Files.writeString(folder.resolve("key"), "\n");
        var options = options("--grader reward:http://h/ --grader-key-file " + key);

        assertThatThrownBy(options::open).hasMessageContaining("is empty");
    }

    private static GraderOptions options(String line) {
        var command = new Command();
        new CommandLine(command).parseArgs(line.isEmpty() ? new String[0] : line.split(" ", -1));
        return command.options;
    }

    @CommandLine.Command
    private static final class Command {

        @CommandLine.Mixin private GraderOptions options = new GraderOptions();
    }
}
