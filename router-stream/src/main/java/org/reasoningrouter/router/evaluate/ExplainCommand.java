package org.reasoningrouter.router.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.evaluate.Explanation.ModelNames;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Mode;
import org.reasoningrouter.wire.Prompt;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `explain`: one prompt's score and route, and which pieces of it move the score.
///
/// Exit codes: 0, 1 when the model fails on the prompt, 2 when misused.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says which route a prompt takes and why: its score against the policy's threshold, and"
                    + " the sentences and words that move the score most when they are left out.",
        },
        footer = {
            "",
            "Examples:",
            "  router explain \"How many primes are below one hundred?\"",
            "  router explain --policy my-policy.yml - < prompt.txt",
            "  router explain --json --messages conversation.json",
            "where conversation.json is [{\"role\": \"user\", \"content\": \"...\"}, ...]"
        })
public final class ExplainCommand implements Callable<Integer> {

    /// What the router admits by default.
    private static final int MOST_BYTES = 1 << 20;

    private static final String STANDARD_INPUT = "-";

    /// The prompt, one way or the other.
    static final class Source {
        @Parameters(
                paramLabel = "TEXT",
                description = "The text of the prompt, or - for standard input.")
        private Optional<String> text = Optional.empty();

        @Option(
                names = "--messages",
                paramLabel = "FILE",
                description =
                        "A conversation, judged by its last user turn in its context: a list of"
                                + " {role, content}, alone or as \"messages\" of an object.")
        private Optional<Path> messages = Optional.empty();
    }

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "The prompt's mode: auto, fast or thinking (default: auto).")
    private Mode mode = Mode.AUTO;

    @Mixin private ModelOptions models = new ModelOptions();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy in force (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(names = "--json", description = "Print one line of JSON, with every span.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try {
            var messages = messages();
            if (messages.stream().allMatch(message -> message.getContent().isBlank())) {
                throw new IllegalArgumentException(
                        "the prompt must hold text: the router rejects an empty one");
            }
            var prompt = Prompt.newBuilder().setMessages(messages).setMode(mode).build();
            var routing = PolicyConfig.read(policy);
            try (var scoring = new OfflineScoring(models.open(0))) {
                var names = new ModelNames(scoring.modelVersion(), scoring.labels());
                var _ = scoring.under(routing);
                return explain(prompt, names, scoring, routing);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            return failed(CommandLine.ExitCode.USAGE, e);
        }
    }

    private int explain(
            Prompt prompt, ModelNames names, PromptScores scores, RoutingPolicy routing) {
        try {
            print(Explanation.of(prompt, scores, routing, names));
            return CommandLine.ExitCode.OK;
        } catch (IllegalStateException e) {
            return failed(CommandLine.ExitCode.SOFTWARE, e);
        }
    }

    private void print(Explanation explanation) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(ExplanationJson.of(explanation));
        } else {
            text().lines(explanation).forEach(out::println);
        }
        out.flush();
    }

    private static ExplanationText text() {
        return Ansi.AUTO.enabled()
                ? new ExplanationText(
                        mark -> "\u001b[32m" + mark + "\u001b[0m",
                        mark -> "\u001b[31m" + mark + "\u001b[0m")
                : ExplanationText.plain();
    }

    private List<Message> messages() {
        if (source.messages.isPresent()) {
            var file = source.messages.get();
            try (var in = Files.newInputStream(file)) {
                return ExplanationJson.messages(bounded(in));
            } catch (IOException _) {
                throw new IllegalArgumentException(
                        "--messages must name a file that can be read: " + file);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
        var text =
                source.text.orElseThrow(() ->
                        new IllegalArgumentException(
                                "say which prompt: its text, - for standard input, or --messages"));
        return List.of(Message.newBuilder().setContent(text(text)).build());
    }

    private static String text(String argument) {
        if (!argument.equals(STANDARD_INPUT)) {
            return argument;
        }
        try {
            return bounded(System.in);
        } catch (IOException e) {
            throw new IllegalArgumentException("standard input cannot be read", e);
        }
    }

    private static String bounded(InputStream in) throws IOException {
        var bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a prompt may have at most %d bytes, as in the router".formatted(MOST_BYTES));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int failed(int code, Exception failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                "explain: " + String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
        return code;
    }
}
