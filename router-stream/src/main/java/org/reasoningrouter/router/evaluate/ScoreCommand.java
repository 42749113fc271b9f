package org.reasoningrouter.router.evaluate;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `score`: a file of prompts in, a file of scores out, through the very classifier that routes.
///
/// Exit codes: 0, 1 when a line could not be scored or the files failed, 2 when misused.
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Scores each prompt of a file: 0 to 1, the estimate that thinking helps.")
public final class ScoreCommand implements Callable<Integer> {

    private static final int WINDOW = 4_096;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            defaultValue = "classpath:model/default",
            description = "Model folder (default: the one built in).")
    private String model = "";

    @Option(
            names = "--prompts",
            required = true,
            paramLabel = "FILE",
            description = "Lines of {id, text} or {id, messages: [{role, content}]}; .gz or plain.")
    private Path prompts = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description =
                    "One line {id, score, tokens, truncated, model} for each line read, in its order.")
    private Path out = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ScoreCommand())
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println("score: " + line(failure));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isReadable(prompts)) {
            return misused("--prompts must name a file that can be read: " + prompts);
        }
        try (var classifier = new OnnxClassifier(ModelFolder.at(model), 0);
                var scorer = new OnnxLineScorer(classifier)) {
            return score(scorer);
        } catch (IllegalStateException e) {
            return misused(line(e));
        }
    }

    private int score(OnnxLineScorer scorer) throws IOException, InterruptedException {
        var read = 0;
        var bad = 0;
        try (var in = reader();
                var writer = Files.newBufferedWriter(out)) {
            for (var lines = window(in); !lines.isEmpty(); lines = window(in)) {
                for (var scored : scorer.score(lines, read)) {
                    bad += scored.failed() ? 1 : 0;
                    writer.write(scored.json());
                    writer.write('\n');
                }
                read += lines.size();
                progress("\r%,d prompts".formatted(read));
            }
        }
        progress(System.lineSeparator());
        if (bad > 0) {
            spec.commandLine()
                    .getErr()
                    .printf("score: %d of %d lines have an error, see %s%n", bad, read, out);
        }
        return bad == 0 ? 0 : 1;
    }

    private BufferedReader reader() throws IOException {
        var file = Files.newInputStream(prompts);
        var bytes = prompts.toString().endsWith(".gz") ? new GZIPInputStream(file, 1 << 16) : file;
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    private static List<String> window(BufferedReader in) throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < WINDOW) {
            var line = in.readLine();
            if (line == null) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    private static void progress(String text) {
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            System.err.print(text);
            System.err.flush();
        }
    }

    private int misused(String why) {
        spec.commandLine().getErr().println("score: " + why);
        return CommandLine.ExitCode.USAGE;
    }

    private static String line(Exception failure) {
        var kind = failure instanceof NoSuchFileException ? "there is no such file: " : "";
        return kind + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
