package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.decide.Calibrated;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.PolicyTextConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.OutcomeJoin.LeftOut;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Asked;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Draws;
import org.reasoningrouter.router.evaluate.PolicyCalibration.Trial;
import org.reasoningrouter.router.evaluate.RuleCalibration.Measured;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `calibrate`: sets a policy's threshold so that recorded outcomes support what it promises.
///
/// Exit codes: 0, 1 when the outcomes cannot support it, a line is broken or a file failed, 2 when
/// misused.
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a policy whose threshold holds a limit on prompts like the recorded ones, with"
                    + " the asked confidence, or says why these outcomes cannot support one.",
            "The unit is the prompt: runs of one id are averaged, and those with"
                    + " thinking_truncated are left out."
        })
public final class CalibrateCommand implements Callable<Integer> {

    @Mixin private OutcomeOptions recorded = new OutcomeOptions();

    @ArgGroup(multiplicity = "1")
    private Limits limits = new Limits();

    /// One of them.
    static final class Limits {

        @Option(
                names = "--max-accuracy-loss",
                paramLabel = "L",
                description =
                        "Most prompts, as a share, that only thinking gets right and go fast.")
        private @Nullable Double accuracyLoss;

        @Option(
                names = "--max-cost",
                paramLabel = "C",
                description =
                        "Most that a prompt costs on average: in tokens, or see --token-price.")
        private @Nullable Double cost;

        @Option(
                names = "--thinking-share",
                paramLabel = "S",
                description = "Most prompts, as a share, that think.")
        private @Nullable Double share;

        private Asked asked(double confidence) {
            if (accuracyLoss != null) {
                return new Asked(Goal.MAX_ACCURACY_LOSS, accuracyLoss, confidence);
            }
            return cost != null
                    ? new Asked(Goal.MAX_COST, cost, confidence)
                    : new Asked(
                            Goal.THINKING_SHARE,
                            Optional.ofNullable(share).orElseThrow(),
                            confidence);
        }
    }

    @Option(
            names = "--confidence",
            paramLabel = "P",
            description = "That the limit is held (default: ${DEFAULT-VALUE}).")
    private double confidence = 0.95;

    @Option(
            names = "--token-price",
            paramLabel = "P",
            description = "Of a million tokens of an answer; makes --max-cost money.")
    private Optional<Double> tokenPrice = Optional.empty();

    @Option(
            names = "--most-cost",
            paramLabel = "C",
            description =
                    "What no prompt costs more than, for --max-cost (default: the most of the"
                            + " recorded ones).")
    private Optional<Double> mostCost = Optional.empty();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Policy to take everything but the thresholds from, with the rules whose"
                            + " thresholds are set too (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(
            names = "--policy-version",
            paramLabel = "NAME",
            description = "Of the new policy (default: made of what it rests on).")
    private Optional<String> version = Optional.empty();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.yaml",
            description = "The policy to write.")
    private Path out = Path.of("");

    @Option(
            names = "--draws",
            paramLabel = "N",
            description =
                    "Also calibrate on N draws from these prompts, and say how many keep the limit"
                            + " on all of them.")
    private int draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print JSON in place of text.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final OutcomeJoin join = new OutcomeJoin();

    @Override
    public Integer call() {
        try {
            recorded.check();
            var base = base();
            return calibrate(limits.asked(confidence), base);
        } catch (IllegalArgumentException e) {
            return said(CommandLine.ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return said(CommandLine.ExitCode.SOFTWARE, Complaint.of(e));
        }
    }

    private RoutingPolicy base() {
        tokenPrice.ifPresent(Pricing::new);
        mostCost.ifPresent(it -> must(it > 0, "--most-cost must be above 0: " + it));
        must(draws >= 0, "--draws must not be negative: " + draws);
        return PolicyConfig.read(policy);
    }

    private int calibrate(Asked asked, RoutingPolicy base) throws IOException {
        var model = recorded.read(join, spec.commandLine().getErr());
        var prompts = usable(asked.goal());
        if (prompts.isEmpty()) {
            return said(CommandLine.ExitCode.SOFTWARE, nothing(asked.goal()));
        }
        var scale = scale(asked.goal(), prompts);
        try {
            var measured = new Measured(each -> risk(asked.goal(), each, scale), scale);
            var calibration = RuleCalibration.of(asked, base, prompts, measured);
            var made = policy(calibration, prompts, base, model);
            var trials = calibration.trials(base, new Draws(draws, seed));
            Files.writeString(out, PolicyTextConfig.of(made, head(calibration)));
            show(new Shown(calibration, made, trials, join.leftOut(), uncounted(prompts)));
        } catch (IllegalArgumentException e) {
            return said(CommandLine.ExitCode.SOFTWARE, String.valueOf(e.getMessage()));
        }
        return join.leftOut().broken() == 0
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    /// What a calibration is told by.
    ///
    /// @param trials of its parts, in their order
    /// @param uncounted prompts left out because nobody counted their tokens
    record Shown(
            RuleCalibration calibration,
            RoutingPolicy policy,
            List<Trial> trials,
            LeftOut leftOut,
            int uncounted) {}

    private List<JudgedPrompt> usable(Goal goal) {
        var all = join.prompts();
        return goal == Goal.MAX_COST ? all.stream().filter(Pricing::knows).toList() : all;
    }

    private int uncounted(List<JudgedPrompt> usable) {
        return join.prompts().size() - usable.size();
    }

    private String nothing(Goal goal) {
        return goal == Goal.MAX_COST && !join.prompts().isEmpty()
                ? "no outcome has both fast_tokens and thinking_tokens, which --max-cost counts"
                : OutcomeOptions.nothing(join.leftOut());
    }

    private Pricing pricing() {
        return tokenPrice.map(Pricing::new).orElse(Pricing.TOKENS);
    }

    /// The most that a prompt may lose, in the goal's unit.
    private double scale(Goal goal, List<JudgedPrompt> prompts) {
        return switch (goal) {
            case MAX_ACCURACY_LOSS, THINKING_SHARE -> 1;
            case MAX_COST ->
                    mostCost.orElseGet(() ->
                            prompts.stream().mapToDouble(pricing()::most).max().orElseThrow());
        };
    }

    private Risk risk(Goal goal, List<JudgedPrompt> prompts, double scale) {
        return switch (goal) {
            case MAX_ACCURACY_LOSS -> Risk.ofLostAnswers(prompts);
            case THINKING_SHARE -> Risk.ofThinking(prompts);
            case MAX_COST -> Risk.ofCost(prompts, pricing(), scale);
        };
    }

    private RoutingPolicy policy(
            RuleCalibration calibration,
            List<JudgedPrompt> prompts,
            RoutingPolicy base,
            String model)
            throws IOException {
        var asked = calibration.asked();
        var digest = recorded.fingerprint();
        var calibrated =
                new Calibrated(
                        PolicyCalibration.METHOD,
                        asked.goal().key(),
                        asked.limit(),
                        asked.confidence(),
                        prompts.size(),
                        digest,
                        PolicyCalibration.quantiles(prompts),
                        calibration.rates(base.exploration().share(), join.cut()));
        return base.calibrated(
                version.orElseGet(() -> name(asked, digest)),
                calibration.others().threshold(),
                calibration.rules(),
                OutcomeOptions.UNKNOWN.equals(model) ? Optional.empty() : Optional.of(model),
                calibrated);
    }

    private static String name(Asked asked, String digest) {
        return "%s-%s-%s"
                .formatted(
                        asked.goal().key(),
                        asked.limit(),
                        digest.substring("sha256:".length()).substring(0, 8));
    }

    private static String head(RuleCalibration calibration) {
        return "Made by 'router calibrate'. Format: version 1.\nGuarantee: %s.\nAssumes: %s."
                .formatted(calibration.guarantee(), calibration.assumption());
    }

    private void show(Shown shown) {
        var printed = json ? CalibrationJson.of(shown) : CalibrationText.of(shown);
        spec.commandLine().getOut().println(printed);
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private int said(int code, String why) {
        err().println("calibrate: " + why);
        return code;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
