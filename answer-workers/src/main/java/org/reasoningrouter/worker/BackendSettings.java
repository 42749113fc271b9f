package org.reasoningrouter.worker;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerConfig.LlmConfig;

/// One model server as the settings describe it.
///
/// @param routes that it serves
record BackendSettings(String name, LlmConfig llm, Set<Route> routes) {

    private static final String FIRST = "llm";

    /// The server of `worker.llm`, then those of `worker.backends` in the order of their names.
    ///
    /// What one of them does not say holds as `worker.llm` says, but never its key, which is no
    /// other server's business.
    ///
    /// @param backends `<name>.<setting>` to value
    static List<BackendSettings> all(LlmConfig llm, Map<String, String> backends) {
        var first = new BackendSettings(FIRST, llm, EnumSet.allOf(Route.class));
        return Stream.concat(
                        Stream.of(first),
                        names(backends).stream().map(name -> named(name, backends, llm)))
                .toList();
    }

    private static Set<String> names(Map<String, String> backends) {
        var names = new TreeSet<String>();
        for (var setting : backends.keySet()) {
            var dot = setting.indexOf('.');
            if (dot > 0) {
                names.add(setting.substring(0, dot));
            }
        }
        return names;
    }

    private static BackendSettings named(
            String name, Map<String, String> backends, LlmConfig first) {
        if (name.equals(FIRST)) {
            throw new IllegalArgumentException("worker.backends.llm must have another name");
        }
        var own = new Own(name, backends);
        if (own.text("url", "").isBlank()) {
            throw new IllegalArgumentException("worker.backends." + name + ".url must be set");
        }
        var llm =
                new LlmConfig(
                        own.text("url", ""),
                        own.text("model", first.model()),
                        own.text("key-file", ""),
                        own.text("key-variable", ""),
                        own.text("dialect", first.dialect()),
                        own.text("probe", first.probe()),
                        first.probePatience(),
                        own.text("soft-switches", first.softSwitches()),
                        own.isOn("running-usage", first.runningUsage()),
                        first.readPause(),
                        first.mostBytes(),
                        first.mostAnswerChars());
        return new BackendSettings(name, llm, own.routes());
    }

    KeySource keySource() {
        var prefix = name.equals(FIRST) ? "worker.llm" : "worker.backends." + name;
        return new KeySource(prefix, llm.keyFile(), llm.keyVariable());
    }

    private record Own(String name, Map<String, String> backends) {

        String text(String setting, String otherwise) {
            return backends.getOrDefault(name + "." + setting, otherwise);
        }

        boolean isOn(String setting, boolean otherwise) {
            return Boolean.parseBoolean(text(setting, Boolean.toString(otherwise)));
        }

        Set<Route> routes() {
            var routes = EnumSet.noneOf(Route.class);
            Arrays.stream(text("routes", "fast,thinking").split(","))
                    .map(String::strip)
                    .forEach(word -> routes.add(route(word)));
            return routes;
        }

        private Route route(String word) {
            return Arrays.stream(Route.values())
                    .filter(route -> route.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "worker.backends."
                                            + name
                                            + ".routes must be fast, thinking or both: '"
                                            + word
                                            + "'"));
        }
    }
}
