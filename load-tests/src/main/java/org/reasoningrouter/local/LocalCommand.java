package org.reasoningrouter.local;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.LocalSettings.ModelServer;
import org.reasoningrouter.local.LocalSettings.Ports;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `router local`: the whole system on this machine, for one file of prompts or until it is
/// stopped.
@Command(
        name = "local",
        description = {
            "Runs the whole system on this machine: broker, registry, router, ledger and workers.",
            "Give --prompts to answer a file, --serve to keep it running, or both."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LocalCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int PENDING = 1_000;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "JSON lines of {id, text | messages, ...}, gzipped or not.")
    private Optional<Path> prompts = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where results go, one JSON object each (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("results.jsonl");

    @Option(names = "--limit", paramLabel = "N", description = "Send the first N prompts only.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    @Option(names = "--serve", description = "Keep running, and print where everything is.")
    private boolean serve;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Policy that decides, reread when it changes (default: the one built in).")
    private Optional<Path> policy = Optional.empty();

    @Option(
            names = "--llm",
            paramLabel = "URL",
            description = "An OpenAI-compatible server, such as http://localhost:8000/v1.")
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
                    "Seconds of the simulated server for each real one (default: ${DEFAULT-VALUE}).")
    private double timeScale = Simulated.TIME_SCALE;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Calls at a time for each route (default: 16).")
    private Optional<Integer> slots = Optional.empty();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Partitions of every topic (default: 8).")
    private Optional<Integer> partitions = Optional.empty();

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            description = "Of the Kafka broker (default: any free one).")
    private int brokerPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Of the schema registry (default: any free one).")
    private int registryPort;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Of the router's health and metrics (default: any free one).")
    private int managementPort;

    @Override
    public Integer call() throws Exception {
        check();
        var begun = System.nanoTime();
        try (var stack = start()) {
            tell("started in", begun);
            var hook = new Thread(stack::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            var code = prompts.isPresent() ? run(stack, prompts.get()) : DONE;
            if (serve) {
                stack.addresses().forEach((what, where) -> say(what + ": " + where));
                new CountDownLatch(1).await();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            return code;
        }
    }

    // Before anything starts, because a start takes seconds.
    private void check() {
        if (prompts.isEmpty() && !serve) {
            throw misused("give --prompts FILE, --serve or both");
        }
        prompts.filter(file -> !Files.isReadable(file) || Files.isDirectory(file))
                .ifPresent(file -> refuse("--prompts is no file that can be read: " + file));
        var folder = out.toAbsolutePath().getParent();
        if (prompts.isPresent() && (folder == null || !Files.isWritable(folder))) {
            throw misused("--out is in no folder that can be written: " + out);
        }
        if (llm.isPresent() != llmModel.isPresent()) {
            throw misused("give --llm and --llm-model together");
        }
        if (llm.isEmpty() && llmKeyFile.isPresent()) {
            throw misused("--llm-key-file needs --llm");
        }
        llmKeyFile
                .filter(file -> !Files.isReadable(file))
                .ifPresent(file -> refuse("--llm-key-file cannot be read: " + file));
        if (limit < 1) {
            throw misused("--limit must be at least 1: " + limit);
        }
    }

    private LocalStack start() {
        try {
            return LocalStack.start(settings());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw misused(String.valueOf(e.getMessage()));
        }
    }

    private LocalSettings settings() {
        var settings =
                LocalSettings.defaults()
                        .on(new Ports(brokerPort, registryPort, managementPort, 0, 0))
                        .answeredBy(modelServer())
                        .withRouter(
                                policy.<Map<String, Object>>map(file ->
                                                Map.of("router.policy.file", file.toString()))
                                        .orElseGet(Map::of));
        settings = slots.map(settings::withSlots).orElse(settings);
        return partitions.map(settings::withPartitions).orElse(settings);
    }

    private ModelServer modelServer() {
        return llm.isPresent()
                ? new Remote(llm.get(), llmModel.orElseThrow(), llmKeyFile)
                : new Simulated(timeScale);
    }

    private int run(LocalStack stack, Path file) throws IOException {
        var limits = new LocalRun.Limits(limit, PENDING, LocalStack.INTERACTIVE, LocalStack.BULK);
        var err = System.err;
        try (var input = PromptFile.open(file);
                var results = Files.newBufferedWriter(out)) {
            var report = new RunReport(results, err, isTerminal());
            var begun = System.nanoTime();
            try (var run = new LocalRun(stack.target(), limits, report)) {
                var outcome = run.run(input);
                report.clear();
                tell("sent and answered in", begun);
                say(json ? SummaryJson.of(report.summary()) : SummaryTable.of(report.summary()));
                return code(outcome, err);
            }
        }
    }

    private int code(LocalRun.Outcome outcome, PrintStream err) {
        if (outcome.missing() > 0) {
            err.println(outcome.missing() + " prompts have no result: see the log file");
        }
        if (outcome.complaints() > 0) {
            err.println(outcome.complaints() + " lines were not sent");
        }
        return outcome.isWhole() ? DONE : FAILED;
    }

    // JDK 25 has no console again where nobody watches.
    private static boolean isTerminal() {
        return Stream.ofNullable(System.console()).anyMatch(Console::isTerminal);
    }

    private static void tell(String what, long begun) {
        var seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0;
        System.err.printf(Locale.ROOT, "%s %.1f s%n", what, seconds);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private void refuse(String message) {
        throw misused(message);
    }

    private RuntimeException misused(String message) {
        return spec == null
                ? new IllegalStateException(message)
                : new ParameterException(spec.commandLine(), message);
    }
}
