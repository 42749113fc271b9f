package org.reasoningrouter.replay;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reasoningrouter.local.LocalSettings.Remote;
import org.reasoningrouter.local.LocalSettings.Simulated;
import org.reasoningrouter.replay.input.PromptSource;

/// Everything that decides what comes out of a replay: with anything else it is another one.
final class RunIdentity {

    private RunIdentity() {}

    /// @param policy the text of the policy in force
    static Map<String, String> of(ReplaySettings settings, PromptSource.Of input, String policy)
            throws IOException {
        var what = new LinkedHashMap<String, String>();
        what.put("input", Digests.of(input.file()));
        what.put("columns", input.columns().toString());
        what.put("rows", input.most() == Long.MAX_VALUE ? "all" : Long.toString(input.most()));
        what.put("mode", settings.mode().name());
        what.put("samples", Integer.toString(settings.samples()));
        what.put("policy", Digests.of(policy));
        var prices = settings.judge().prices();
        what.put("prices", prices.isPresent() ? Digests.of(prices.get()) : "default");
        what.put("classifier", settings.judge().model().orElse("default"));
        var scores = settings.judge().scores();
        what.put("scores", scores.isPresent() ? Digests.of(scores.get()) : "");
        what.put("partitions", Integer.toString(settings.place().partitions()));
        what.put(
                "answered by",
                switch (settings.modelServer()) {
                    case Simulated _ -> "simulated";
                    case Remote(var url, var model, _) -> model + " at " + url;
                });
        what.put("cluster", settings.place().cluster().isPresent() ? "given" : "local");
        return what;
    }
}
