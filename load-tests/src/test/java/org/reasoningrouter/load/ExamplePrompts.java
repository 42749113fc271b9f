package org.reasoningrouter.load;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.reasoningrouter.local.PromptFile;
import org.reasoningrouter.local.PromptLine.Intact;
import org.reasoningrouter.router.measure.PriceList;
import org.reasoningrouter.router.measure.PriceListConfig;
import org.reasoningrouter.wire.Prompt;

/// The prompts that ship as the example, and the prices that ship with the ledger.
final class ExamplePrompts {

    private ExamplePrompts() {}

    static List<Prompt> read() throws IOException {
        var prompts = new ArrayList<Prompt>();
        try (var file = PromptFile.open(Path.of("..", "deploy", "examples", "prompts.jsonl"))) {
            for (var line = file.next(); line.isPresent(); line = file.next()) {
                if (line.get() instanceof Intact(_, var prompt)) {
                    prompts.add(prompt);
                }
            }
        }
        return prompts;
    }

    static PriceList prices() throws IOException {
        var resource = Objects.requireNonNull(PriceListConfig.class.getResource("/prices.yml"));
        try (var reader = new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8)) {
            return PriceListConfig.parse(reader);
        }
    }
}
