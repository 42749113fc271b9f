package org.reasoningrouter.grade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say who grades, for every command that has answers.
public final class GraderOptions {

    private static final String REWARD = "reward:";
    private static final int MOST_CALLS = 1_000;

    @Option(
            names = "--grader",
            paramLabel = "NAME",
            description =
                    "Who grades: "
                            + Graders.SPECS
                            + ", judge, or reward:URL (default: ${DEFAULT-VALUE}).")
    private String grader = "auto";

    @Option(
            names = "--judge-llm",
            paramLabel = "URL",
            description = "The server of the judging model, such as http://localhost:8000/v1.")
    private Optional<String> judge = Optional.empty();

    @Option(names = "--judge-model", paramLabel = "NAME", description = "The model that judges.")
    private Optional<String> judgeModel = Optional.empty();

    @Option(
            names = "--judge-dialect",
            paramLabel = "NAME",
            description = "Family of that server (default: it is asked).")
    private String judgeDialect = "auto";

    @Option(
            names = "--grader-key-file",
            paramLabel = "FILE",
            description = "A file that holds the bearer token of the judge or reward model.")
    private Optional<Path> keyFile = Optional.empty();

    @Option(
            names = "--grader-calls",
            paramLabel = "N",
            description =
                    "Rows that a judge or reward model is asked about at a time (default:"
                            + " ${DEFAULT-VALUE}).")
    private int calls = 8;

    /// How many rows are graded at a time.
    ///
    /// @throws IllegalArgumentException of one line when none could be
    public int calls() {
        must(calls >= 1 && calls <= MOST_CALLS, "--grader-calls must be 1 to 1000: " + calls);
        return calls;
    }

    /// The grader that was asked for.
    ///
    /// @throws IllegalArgumentException of one line when the options do not go together
    public Grader open() {
        var asksModel = grader.equals("judge") || grader.startsWith(REWARD);
        must(
                asksModel || keyFile.isEmpty(),
                "--grader-key-file needs --grader judge or reward:URL");
        must(
                grader.equals("judge") == (judge.isPresent() && judgeModel.isPresent()),
                "--grader judge, --judge-llm and --judge-model go together");
        if (grader.startsWith(REWARD)) {
            return Graders.reward(
                    RewardSettings.of(grader.substring(REWARD.length()), keyFile.map(this::key)));
        }
        return judge.isPresent() ? judge(judge.get()) : Graders.of(grader);
    }

    private Grader judge(String url) {
        return Graders.judge(
                JudgeSettings.of(url, judgeModel.orElseThrow(), keyFile.map(this::key))
                        .as(judgeDialect));
    }

    private String key(Path file) {
        try {
            var key = Files.readString(file).strip();
            must(!key.isEmpty(), "--grader-key-file is empty: " + file);
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException("--grader-key-file cannot be read: " + file, e);
        }
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
