package org.reasoningrouter.local;

import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.BenchCommand;
import org.reasoningrouter.replay.ReplayCommand;
import org.reasoningrouter.router.evaluate.BandCommand;
import org.reasoningrouter.router.evaluate.CalibrateCommand;
import org.reasoningrouter.router.evaluate.CounterfactualCommand;
import org.reasoningrouter.router.evaluate.EvaluateCommand;
import org.reasoningrouter.router.evaluate.ExplainCommand;
import org.reasoningrouter.router.evaluate.ScoreCommand;
import org.reasoningrouter.simulator.SimulateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What `deploy/router` runs: every command that a person uses.
///
/// Exit codes: 0 done, 1 failed, 2 misused. Each error is one line that says what to do.
@Command(
        name = "router",
        description = "Decides which prompts a hybrid language model should think about.",
        mixinStandardHelpOptions = true,
        versionProvider = RouterCommand.Version.class,
        subcommands = {
            LocalCommand.class,
            ReplayCommand.class,
            ScoreCommand.class,
            BandCommand.class,
            CalibrateCommand.class,
            CounterfactualCommand.class,
            EvaluateCommand.class,
            ExplainCommand.class,
            TopicsCommand.class,
            BenchCommand.class,
            SimulateCommand.class
        })
public final class RouterCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    /// Before the first logger: the modules bring settings of their own.
    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "logback-local.xml");
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return new CommandLine(new RouterCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> misused(e))
                .setExecutionExceptionHandler((e, command, _) -> failed(e, command))
                .execute(RecordedOutcomes.led(arguments));
    }

    private static int misused(ParameterException e) {
        var command = e.getCommandLine();
        command.getErr().println(name(command) + ": " + oneLine(e));
        command.getErr().println("'" + name(command) + " --help' tells what it takes");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int failed(Exception e, CommandLine command) {
        command.getErr().println(name(command) + ": " + oneLine(e));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static String oneLine(Exception e) {
        var message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElseThrow();
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say which command to run");
        }
    }

    /// The version that the launcher read from the build.
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"router " + System.getProperty("router.version", "unknown")};
        }
    }
}
