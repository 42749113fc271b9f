package org.reasoningrouter.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.reasoningrouter.local.LocalSettings.ModelServer;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.replay.ReplaySettings.Pace;
import picocli.CommandLine.Option;

/// The options that say who answers, and how fast prompts come.
final class AnswerOptions {

    @Option(
            names = "--llm",
            paramLabel = "URL",
            description =
                    "An OpenAI-compatible server, such as http://localhost:8000/v1 (default: a"
                            + " stand-in, whose answers are SIMULATED).")
    private Optional<String> llm = Optional.empty();

    @Option(names = "--llm-model", paramLabel = "NAME", description = "The model to ask for.")
    private Optional<String> llmModel = Optional.empty();

    @Option(
            names = "--llm-key-file",
            paramLabel = "FILE",
            description = "A file that holds the bearer token.")
    private Optional<Path> llmKeyFile = Optional.empty();

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            description =
                    "Seconds of the stand-in server for each real one (default: ${DEFAULT-VALUE}).")
    private double timeScale = Simulated.TIME_SCALE;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description =
                    "asap, prompts a second, poisson:prompts a second, recorded (by submittedAt)"
                            + " or trace:FILE (a CSV that begins with times); default:"
                            + " ${DEFAULT-VALUE}.")
    private String rate = "asap";

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "How many times as fast recorded times go by (default: 1).")
    private double speed = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of what --rate poisson draws (default: 1).")
    private long seed = 1;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Calls at a time for each route (default: ${DEFAULT-VALUE}).")
    private int slots = 16;

    @Option(
            names = "--pending",
            paramLabel = "N",
            description =
                    "The most calls that wait for their results at a time, whatever the rate"
                            + " (default: ${DEFAULT-VALUE}).")
    private int pending = 1_000;

    @Option(
            names = "--patience",
            paramLabel = "MINUTES",
            description =
                    "End when no result has come for so long; the same command goes on later"
                            + " (default: ${DEFAULT-VALUE}).")
    private int patience = 30;

    /// @throws IllegalArgumentException with one line
    ModelServer modelServer() {
        if (llm.isPresent() != llmModel.isPresent()) {
            throw new IllegalArgumentException("give --llm and --llm-model together");
        }
        if (llm.isEmpty() && llmKeyFile.isPresent()) {
            throw new IllegalArgumentException("--llm-key-file needs --llm");
        }
        if (llmKeyFile.isPresent() && !Files.isReadable(llmKeyFile.get())) {
            throw new IllegalArgumentException(
                    "--llm-key-file cannot be read: " + llmKeyFile.get());
        }
        return llm.isPresent()
                ? new Remote(llm.get(), llmModel.orElseThrow(), llmKeyFile)
                : new Simulated(timeScale);
    }

    /// @throws IllegalArgumentException with one line
    Pace pace() {
        if (slots < 1 || pending < 1 || patience < 1) {
            throw new IllegalArgumentException(
                    "--slots, --pending and --patience must be at least 1");
        }
        return new Pace(
                Rate.parse(rate, speed, seed), slots, pending, Duration.ofMinutes(patience));
    }
}
