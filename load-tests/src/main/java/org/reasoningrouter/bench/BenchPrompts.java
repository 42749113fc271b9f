package org.reasoningrouter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.local.PromptFile;
import org.reasoningrouter.local.PromptLine.Intact;
import org.reasoningrouter.wire.Prompt;

/// The prompts that a bench sends over and over.
public final class BenchPrompts {

    private BenchPrompts() {}

    /// The first so many readable prompts of a file.
    ///
    /// @throws IllegalArgumentException of one line when there is none
    public static List<Prompt> read(Path file, int most) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("--prompts cannot be read: " + file);
        }
        var prompts = new ArrayList<Prompt>();
        try (var lines = PromptFile.open(file)) {
            for (var line = lines.next();
                    line.isPresent() && prompts.size() < most;
                    line = lines.next()) {
                if (line.get() instanceof Intact(_, var prompt)) {
                    prompts.add(prompt);
                }
            }
        }
        if (prompts.isEmpty()) {
            throw new IllegalArgumentException("--prompts holds no prompt: " + file);
        }
        return List.copyOf(prompts);
    }
}
