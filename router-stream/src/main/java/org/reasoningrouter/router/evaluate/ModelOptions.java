package org.reasoningrouter.router.evaluate;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options that say which model judges, or which two.
final class ModelOptions {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model folder (default: the one built in).")
    private String model = OfflineScoring.DEFAULT_MODEL;

    @ArgGroup(exclusive = false)
    private @Nullable First first;

    /// A cheaper model before it.
    static final class First {

        @Option(
                names = "--first",
                required = true,
                paramLabel = "DIR",
                description = "Folder of a cheaper model that decides what it is sure of.")
        private String folder = "";

        @Option(
                names = "--band",
                required = true,
                paramLabel = "FILE",
                description = "The band that 'router band' wrote for the two.")
        private Path band = Path.of("");
    }

    /// Opens what was named, on the CPU.
    ///
    /// @param sessions of each model; 0 for one on each core
    /// @throws IllegalStateException of one line when a folder holds no model that can serve
    /// @throws IllegalArgumentException of one line when the band is not one of these models
    Models open(int sessions) {
        var asked = Optional.ofNullable(first);
        var band = asked.map(it -> BandConfig.read(it.band));
        var main = new OnnxClassifier(ModelFolder.at(model), sessions);
        var before =
                band.map(it ->
                        new Models.First(
                                new OnnxClassifier(
                                        ModelFolder.at(asked.orElseThrow().folder), sessions),
                                it));
        return new Models(before, main, 0);
    }
}
