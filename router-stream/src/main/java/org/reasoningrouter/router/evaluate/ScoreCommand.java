package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `score`: a file of prompts in, a file of scores and routes out, through the very classifier,
/// batcher and policy that route the stream.
///
/// Exit codes: 0, 1 when a line could not be scored or the files failed, 2 when misused.
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Scores each prompt of a file: 0 to 1, the estimate that thinking helps, and the route"
                    + " that follows from it.",
            "The route is the policy's for a prompt without an explicit mode: a /think or /no_think"
                    + " in the text goes before the score, and `reason` then says HINT."
        })
public final class ScoreCommand implements Callable<Integer> {

    @Mixin private ModelOptions models = new ModelOptions();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy that makes routes of scores (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

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
                    "One line {id, score, route, scores, tokens, truncated, model} for each line"
                            + " read, in its order; packed when the name ends in .gz. A line that"
                            + " cannot be scored has {id, error}.")
    private Path out = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    private long read;
    private long bad;

    @Override
    public Integer call() {
        if (!Files.isReadable(prompts) || Files.isDirectory(prompts)) {
            return misused("--prompts must name a file that can be read: " + prompts);
        }
        if (Files.exists(out) && isSame(prompts, out)) {
            return misused("--out must not be the file that --prompts names: " + out);
        }
        RoutingPolicy routes;
        OfflineScoring scoring;
        try {
            routes = PolicyConfig.read(policy);
            scoring = new OfflineScoring(models.open(0));
            var _ = scoring.under(routes);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return misused(String.valueOf(e.getMessage()));
        }
        try (scoring) {
            return score(scoring, new ScoreJson(routes, scoring.labels(), scoring.modelVersion()));
        } catch (IOException e) {
            err().println("score: " + Complaint.of(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int score(OfflineScoring scoring, ScoreJson json) throws IOException {
        try (var lines = LineFile.open(prompts);
                var writer = LineFile.create(out)) {
            var progress = Progress.on(err());
            ScoringRun.Sink sink =
                    (line, classification) -> {
                        write(writer, json.line(line, classification));
                        progress.show(read, lines.done());
                    };
            new ScoringRun(scoring, sink).run(lines);
            progress.end(read);
        }
        if (bad > 0) {
            err().printf("score: %d of %d lines have an error, see %s%n", bad, read, out);
        }
        return bad == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void write(Writer writer, ScoreJson.Line line) throws IOException {
        writer.write(line.json());
        writer.write('\n');
        read++;
        bad += line.failed() ? 1 : 0;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    private int misused(String why) {
        err().println("score: " + why);
        return CommandLine.ExitCode.USAGE;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
