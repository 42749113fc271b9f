package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Where the report of a bench goes, and whether there is one.
public final class ReportOptions {

    @Option(
            names = "--quick",
            description =
                    "One short run, within a minute, no report: it shows that all works, and its"
                            + " figures say nothing.")
    private boolean quick;

    @Option(names = "--json", description = "Prints the report as JSON.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("load-tests/results");

    public boolean quick() {
        return quick;
    }

    /// Prints a report, and writes it unless the run was a quick one.
    public void print(CommandSpec command, BenchReport report) throws IOException {
        print(command, report, !quick);
    }

    /// Prints a report, and writes it if it is worth that: a prompt that took the fallback was
    /// routed without work.
    ///
    /// @return the exit code
    public int print(CommandSpec command, BenchReport report, long fallbacks) throws IOException {
        print(command, report, !quick && fallbacks == 0);
        if (fallbacks > 0) {
            command.commandLine()
                    .getErr()
                    .printf(
                            "%s: %,d prompts took the fallback without a score, so the run is worth nothing%n",
                            command.qualifiedName(), fallbacks);
        }
        return fallbacks > 0 ? 1 : 0;
    }

    private void print(CommandSpec command, BenchReport report, boolean written)
            throws IOException {
        var now = Instant.now();
        var markdown = written ? report.write(out, now) : report.markdown(now);
        command.commandLine().getOut().println(json ? report.json(now) : markdown);
    }
}
