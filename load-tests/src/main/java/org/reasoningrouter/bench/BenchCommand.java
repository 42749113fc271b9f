package org.reasoningrouter.bench;

import org.jspecify.annotations.Nullable;
import org.reasoningrouter.bench.gpu.GpuCommand;
import org.reasoningrouter.bench.ladder.LadderCommand;
import org.reasoningrouter.bench.micro.MicroCommand;
import org.reasoningrouter.bench.peers.PeersCommand;
import org.reasoningrouter.bench.scale.ScaleCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `router bench`: the benches.
@Command(
        name = "bench",
        description = "Measures the system on this machine and writes dated reports.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CeilingCommand.class,
            E2eCommand.class,
            PeersCommand.class,
            LadderCommand.class,
            ScaleCommand.class,
            MicroCommand.class,
            GpuCommand.class,
            IdleCommand.class,
            PendingCommand.class,
            ClientCommand.class
        })
public final class BenchCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say which bench to run");
        }
    }
}
