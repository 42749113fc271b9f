package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.wire.Message;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `band`: measures where the first model of a cascade may decide alone.
///
/// Exit codes: 0, 1 when the prompts cannot support a band or the files failed, 2 when misused.
@Command(
        name = "band",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds the narrowest band of a cheap model's scores outside which its routes are those"
                    + " of a better model, and what that saves.",
            "Half of the prompts, by a hash of their ids, fit the band; the others judge it."
        })
public final class BandCommand implements Callable<Integer> {

    private static final int WARM_UP = 2_000;

    @Option(
            names = "--first",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the cheap model.")
    private String first = "";

    @Option(
            names = "--second",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the model that decides what the first is unsure of.")
    private String second = "";

    @Option(
            names = "--prompts",
            required = true,
            paramLabel = "FILE",
            description = "Lines of {id, text} or {id, messages: [{role, content}]}; .gz or plain.")
    private Path prompts = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy whose threshold the band is for (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(
            names = "--agreement",
            paramLabel = "SHARE",
            defaultValue = "0.995",
            description =
                    "Share of routes that must equal the second model's (default: ${DEFAULT-VALUE}).")
    private double agreement = 0.995;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the band goes, for the setting router.model.first.band.")
    private Path out = Path.of("");

    @Spec private CommandSpec spec = CommandSpec.create();

    private record Rows(List<String> ids, List<List<Message>> messages) {}

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isReadable(prompts) || Files.isDirectory(prompts)) {
            return misused("--prompts must name a file that can be read: " + prompts);
        }
        if (!(agreement > 0 && agreement < 1)) {
            return misused("--agreement must be above 0 and below 1: " + agreement);
        }
        RoutingPolicy rules;
        OnnxClassifier cheap;
        OnnxClassifier better;
        try {
            rules = PolicyConfig.read(policy);
            cheap = new OnnxClassifier(ModelFolder.at(first), 0);
            better = new OnnxClassifier(ModelFolder.at(second), 0);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return misused(String.valueOf(e.getMessage()));
        }
        try (cheap;
                better) {
            return calibrate(cheap, better, rules);
        } catch (IOException e) {
            return failed(Complaint.of(e));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private int calibrate(OnnxClassifier cheap, OnnxClassifier better, RoutingPolicy rules)
            throws IOException, InterruptedException {
        var rows = read();
        var firsts = scored(cheap, rows.messages());
        var seconds = scored(better, rows.messages());
        var fitting = new ArrayList<ScoredTwice>();
        var heldOut = new ArrayList<ScoredTwice>();
        for (var i = 0; i < rows.ids().size(); i++) {
            var one = firsts.scores().get(i);
            var other = seconds.scores().get(i);
            if (one.isNumber() && other.isNumber()) {
                (isHeldOut(rows.ids().get(i)) ? heldOut : fitting)
                        .add(new ScoredTwice(one.value(), other.value()));
            }
        }
        var calibration =
                Calibration.of(
                        new Calibration.Purpose(
                                cheap.version(), better.version(), rules.threshold()),
                        agreement,
                        fitting,
                        heldOut);
        Files.writeString(out, BandConfig.text(calibration.band(), calibration.evidence()));
        show(calibration, firsts, seconds);
        return CommandLine.ExitCode.OK;
    }

    /// Times are of warm code.
    private static TimedScoring scored(OnnxClassifier model, List<List<Message>> prompts)
            throws InterruptedException {
        var few = prompts.subList(0, Math.min(WARM_UP, prompts.size()));
        var _ = TimedScoring.of(model, few, System::nanoTime);
        return TimedScoring.of(model, prompts, System::nanoTime);
    }

    private void show(Calibration calibration, TimedScoring firsts, TimedScoring seconds) {
        var writer = spec.commandLine().getOut();
        var left =
                IntStream.range(0, firsts.scores().size())
                        .filter(i ->
                                !firsts.scores().get(i).isNumber()
                                        || !seconds.scores().get(i).isNumber())
                        .count();
        writer.println("first            " + calibration.band().first());
        writer.println("second           " + calibration.band().second());
        writer.println();
        writer.println(calibration.table(firsts.each(), seconds.each()));
        if (left > 0) {
            writer.println("left out         %,d prompts without a number".formatted(left));
        }
        writer.flush();
    }

    private Rows read() throws IOException {
        var rows = new Rows(new ArrayList<>(), new ArrayList<>());
        try (var lines = LineFile.open(prompts)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                switch (PromptJson.read(lines.number(), line.get())) {
                    case PromptLine.Intact(var number, var id, var messages) -> {
                        rows.ids().add(id.orElse("line " + number));
                        rows.messages().add(messages);
                    }
                    case PromptLine.Broken(var number, _, var why) ->
                            throw new IllegalArgumentException(
                                    "line %d of %s is no prompt: %s"
                                            .formatted(number, prompts, why));
                }
            }
        }
        return rows;
    }

    private static boolean isHeldOut(String id) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return (digest.digest(id.getBytes(StandardCharsets.UTF_8))[0] & 1) == 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private int misused(String why) {
        err().println("band: " + why);
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(String why) {
        err().println("band: " + why);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
