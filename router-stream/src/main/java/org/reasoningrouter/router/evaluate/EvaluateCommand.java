package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/// `evaluate`: what scores are worth on prompts whose outcomes are known, beside controls.
///
/// Exit codes: 0, 1 when nothing could be judged, a line is broken or a file failed, 2 when
/// misused.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Judges scores by recorded outcomes: how well they order prompts by what thinking"
                    + " gains, what the threshold keeps and costs, and whether a score is the"
                    + " probability that it claims to be, always beside controls.",
            "An outcome is a line {id, fast, thinking}: right or not, or a share of right answers,"
                    + " without and with thinking; fast_correct and thinking_correct, and"
                    + " weak_correct and strong_correct, mean the same. Lines of one id are"
                    + " averaged; those with thinking_truncated are left out."
        })
public final class EvaluateCommand implements Callable<Integer> {

    @Mixin private OutcomeOptions recorded = new OutcomeOptions();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Policy to judge: its threshold, and its thresholds by tenant, lane and"
                            + " language beside the controls (default: the threshold of the one built"
                            + " in). Give it again to compare several on the same prompts.")
    private List<Path> policies = List.of();

    @Option(
            names = "--threshold",
            paramLabel = "T",
            description = "Judge this threshold instead of the policy's.")
    private Optional<Double> threshold = Optional.empty();

    @Option(
            names = "--resamples",
            paramLabel = "N",
            description = "Of the bootstrap behind the intervals (default: ${DEFAULT-VALUE}).")
    private int resamples = 1_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the resamples and the random order (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--picture",
            paramLabel = "FILE.html",
            description = "Write the curves as a page that stands alone.")
    private Optional<Path> picture = Optional.empty();

    @Option(names = "--json", description = "Print JSON in place of tables.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final OutcomeJoin join = new OutcomeJoin();

    @Override
    public Integer call() {
        try {
            check();
            return evaluate(read(), new Bootstrap(resamples, seed));
        } catch (IllegalArgumentException e) {
            return misused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failed(Complaint.of(e));
        }
    }

    private List<RoutingPolicy> read() {
        return policies.isEmpty()
                ? List.of(PolicyConfig.read(Optional.empty()))
                : policies.stream().map(it -> PolicyConfig.read(Optional.of(it))).toList();
    }

    private void check() {
        recorded.check();
        threshold.ifPresent(it -> must(it >= 0 && it <= 1, "--threshold must be 0 to 1: " + it));
        must(resamples >= 1, "--resamples must be at least 1: " + resamples);
    }

    private int evaluate(List<RoutingPolicy> judged, Bootstrap bootstrap) throws IOException {
        var scoredBy = recorded.read(join, spec.commandLine().getErr());
        var prompts = join.prompts();
        if (prompts.isEmpty()) {
            return failed(OutcomeOptions.nothing(join.leftOut()));
        }
        var foreign = judged.stream().filter(it -> !it.isFor(scoredBy)).findFirst();
        if (!OutcomeOptions.UNKNOWN.equals(scoredBy) && foreign.isPresent()) {
            return failed(foreign.get().refusal(scoredBy));
        }
        var at = threshold.orElse(judged.getFirst().threshold());
        var evaluation = Evaluation.of(scoredBy, prompts, at, bootstrap);
        var verdict =
                policies.isEmpty()
                        ? Optional.<PolicyVerdict>empty()
                        : Optional.of(PolicyVerdict.of(judged, prompts, bootstrap));
        var left = join.leftOut();
        var table =
                EvaluationTable.of(evaluation, left)
                        + verdict.map(it -> System.lineSeparator() + PolicyTable.of(it)).orElse("");
        if (picture.isPresent()) {
            Files.writeString(picture.get(), Picture.of(evaluation, table));
        }
        out().println(json ? EvaluationJson.of(evaluation, left, verdict) : table);
        return left.broken() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private int misused(String why) {
        spec.commandLine().getErr().println("evaluate: " + why);
        return CommandLine.ExitCode.USAGE;
    }

    private int failed(String why) {
        spec.commandLine().getErr().println("evaluate: " + why);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
