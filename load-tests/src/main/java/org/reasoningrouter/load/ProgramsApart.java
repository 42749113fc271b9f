package org.reasoningrouter.load;

import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.reasoningrouter.local.LocalSettings.Part;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.router.RouterApplication;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.WorkerApplication;

/// Router, ledger and workers, each in a JVM of its own beside a stack that has only broker,
/// registry and model server.
public final class ProgramsApart implements AutoCloseable {

    private final Map<Part, ChildProgram> programs = new EnumMap<>(Part.class);

    /// @param logs the folder that takes one log file for each program
    public ProgramsApart(LocalStack stack, Collection<Part> parts, Path logs) {
        for (var part : parts) {
            var log = logs.resolve(part.name().toLowerCase(Locale.ROOT) + ".log");
            programs.put(part, start(stack, part, log));
        }
    }

    private static ChildProgram start(LocalStack stack, Part part, Path log) {
        return switch (part) {
            case ROUTER -> router(stack, "router", log);
            case LEDGER -> router(stack, "ledger", log);
            case FAST_WORKER -> worker(stack, Route.FAST, log);
            case THINKING_WORKER -> worker(stack, Route.THINKING, log);
        };
    }

    private static ChildProgram router(LocalStack stack, String role, Path log) {
        var settings = flat(stack.routerSettings());
        settings.put("router.roles", role);
        settings.merge("router.state-dir", "-" + role, String::concat);
        return new ChildProgram(RouterApplication.class.getName(), settings, log);
    }

    private static ChildProgram worker(LocalStack stack, Route route, Path log) {
        return new ChildProgram(
                WorkerApplication.class.getName(), flat(stack.workerSettings(route)), log);
    }

    private static Map<String, String> flat(Map<String, Object> settings) {
        var flat = new HashMap<String, String>();
        settings.forEach((name, value) -> flatten(name, value, flat));
        return flat;
    }

    private static void flatten(String name, Object value, Map<String, String> flat) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach((key, inner) -> flatten(name + "." + key, inner, flat));
            case Collection<?> _ -> {} // a list of roles: each program has its own
            default -> flat.put(name, value.toString());
        }
    }

    public ChildProgram of(Part part) {
        var program = programs.get(part);
        if (program == null) {
            throw new IllegalArgumentException(part + " does not run apart");
        }
        return program;
    }

    @Override
    public void close() {
        programs.values().forEach(ChildProgram::close);
    }
}
