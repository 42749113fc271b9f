package org.reasoningrouter.router.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.LoggedLine.Judged;
import org.reasoningrouter.router.evaluate.LoggedLine.LeftOut;
import org.reasoningrouter.router.evaluate.LoggedLine.Why;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `counterfactual`: what another policy would have brought on logged decisions.
///
/// Exit codes: 0, 1 when the log cannot tell or a file failed, 2 when misused.
@Command(
        name = "counterfactual",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Estimates the accuracy that a policy would have had on logged decisions, by IPS, SNIPS"
                    + " and a doubly robust estimate, with 95 %% intervals.",
            "A decision is a line {id, score, route, propensity, reward}, with tenant, lane,"
                    + " language and shadow if there, or a result as local and replay write it, with its"
                    + " verdict. Lines without a score or a reward are left out and counted. The"
                    + " log must come from a policy that explores."
        })
public final class CounterfactualCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--decisions",
            required = true,
            paramLabel = "FILE",
            description = "Lines of logged decisions; .gz or plain.")
    private Path decisions = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Policies judged = new Policies();

    /// One of them.
    static final class Policies {

        @Option(names = "--policy", paramLabel = "FILE", description = "The policy to judge.")
        private Optional<Path> policy = Optional.empty();

        @Option(
                names = "--shadow",
                description =
                        "Judge the shadow, by the lines' shadow.route; lines without one are left"
                                + " out.")
        private boolean shadow;
    }

    @Option(names = "--json", description = "Print JSON in place of a table.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Map<Why, Long> leftOut = new EnumMap<>(Why.class);

    @Override
    public Integer call() {
        Optional<RoutingPolicy> policy;
        try {
            OutcomeOptions.requireReadable("--decisions", decisions);
            policy = judged.policy.map(file -> PolicyConfig.read(Optional.of(file)));
        } catch (IllegalArgumentException e) {
            return said(CommandLine.ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        try {
            var log = read();
            var name = policy.map(RoutingPolicy::version).orElse("of the shadow");
            var found =
                    judged.shadow
                            ? Counterfactual.ofShadow(log)
                            : Counterfactual.of(log, policy.orElseThrow());
            say(json ? json(found, name) : text(found, name));
            return CommandLine.ExitCode.OK;
        } catch (IllegalArgumentException e) {
            return said(CommandLine.ExitCode.SOFTWARE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return said(CommandLine.ExitCode.SOFTWARE, Complaint.of(e));
        }
    }

    private List<LoggedDecision> read() throws IOException {
        var log = new ArrayList<LoggedDecision>();
        try (var lines = LineFile.open(decisions)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                if (!line.get().isBlank()) {
                    switch (read(lines.number(), line.get())) {
                        case Judged(var decision) -> log.add(decision);
                        case LeftOut(var why) -> leftOut.merge(why, 1L, Long::sum);
                    }
                }
            }
        }
        if (log.isEmpty()) {
            throw new IllegalArgumentException(
                    "no line has a score, a route, a propensity and a reward"
                            + leftOut().map(it -> "; left out: " + it).orElse(""));
        }
        return log;
    }

    /// What was left out and how often; empty if nothing.
    private Optional<String> leftOut() {
        return leftOut.entrySet().stream()
                .map(it -> String.format(Locale.ROOT, "%,d %s", it.getValue(), it.getKey().title()))
                .reduce((one, other) -> one + ", " + other);
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
    }

    private static LoggedLine read(long number, String line) {
        try {
            return LoggedDecisionJson.read(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line %d: %s".formatted(number, e.getMessage()), e);
        }
    }

    private String text(Counterfactual found, String policy) {
        return String.join(
                System.lineSeparator(),
                String.format(
                        Locale.ROOT,
                        "policy %s on %,d logged decisions, which weigh as much as %,.0f; accuracy with 95 %% intervals",
                        policy,
                        found.rows(),
                        found.effective()),
                row("logged", found.logged()),
                row("IPS", found.ips()),
                row("SNIPS", found.snips()),
                row("doubly robust", found.doublyRobust())
                        + leftOut()
                                .map(it -> System.lineSeparator() + "left out       " + it)
                                .orElse(""));
    }

    private static String row(String name, SkewedMean mean) {
        return String.format(
                Locale.ROOT,
                "%-14s %.4f (%.4f to %.4f)",
                name,
                mean.value(),
                mean.interval().low(),
                mean.interval().high());
    }

    private String json(Counterfactual found, String policy) {
        var json = JSON.createObjectNode();
        json.put("policy", policy)
                .put("decisions", found.rows())
                .put("effective", found.effective());
        put(json, "logged", found.logged());
        put(json, "ips", found.ips());
        put(json, "snips", found.snips());
        put(json, "doublyRobust", found.doublyRobust());
        var left = json.putObject("leftOut");
        left.put("withoutScore", leftOut.getOrDefault(Why.NO_SCORE, 0L))
                .put("withoutReward", leftOut.getOrDefault(Why.NO_REWARD, 0L))
                .put("degraded", leftOut.getOrDefault(Why.DEGRADED, 0L));
        return json.toString();
    }

    private static void put(ObjectNode json, String name, SkewedMean mean) {
        json.putObject(name)
                .put("accuracy", mean.value())
                .putArray("interval")
                .add(mean.interval().low())
                .add(mean.interval().high());
    }

    private int said(int code, String why) {
        spec.commandLine().getErr().println("counterfactual: " + why);
        return code;
    }
}
