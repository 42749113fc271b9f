package org.reasoningrouter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.reasoningrouter.local.RegistryChange.Version;
import org.reasoningrouter.local.RegistryRules.Shown;

/// Confluent's REST API in front of the rules: which path and method asks for what, and what the
/// answer looks like as JSON.
final class RegistryRoutes {

    private record Route(String method, List<String> path, Function<RegistryCall, Object> answer) {

        Optional<Map<String, String>> match(List<String> called) {
            if (called.size() != path.size()) {
                return Optional.empty();
            }
            var names = new HashMap<String, String>();
            for (var i = 0; i < called.size(); i++) {
                var segment = path.get(i);
                if (segment.startsWith("{")) {
                    names.put(segment.substring(1, segment.length() - 1), called.get(i));
                } else if (!segment.equals(called.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(names);
        }
    }

    private static final String SUBJECT = "subjects/{subject}";
    private static final String VERSION = SUBJECT + "/versions/{version}";
    private static final String ID = "schemas/ids/{id}";

    private final ObjectMapper json;
    private final RegistryRules rules;
    private final List<Route> routes;

    RegistryRoutes(RegistryRules rules, ObjectMapper json) {
        this.rules = rules;
        this.json = json;
        this.routes =
                List.of(
                        route("GET", "", _ -> Map.of()),
                        route("GET", "subjects", this::subjects),
                        route("POST", SUBJECT, this::lookUp),
                        route("DELETE", SUBJECT, this::deleteSubject),
                        route("GET", SUBJECT + "/versions", this::versions),
                        route("POST", SUBJECT + "/versions", this::register),
                        route("GET", VERSION, call -> whole(version(call))),
                        route("DELETE", VERSION, this::deleteVersion),
                        route("GET", VERSION + "/schema", call -> raw(version(call))),
                        route("GET", VERSION + "/referencedby", this::references),
                        route("GET", "schemas", this::schemas),
                        route("GET", "schemas/types", _ -> List.of("AVRO")),
                        route("GET", ID, call -> Map.of("schema", first(call).schema())),
                        route("GET", ID + "/schema", call -> raw(first(call))),
                        route("GET", ID + "/subjects", this::subjectsOfId),
                        route("GET", ID + "/versions", this::versionsOfId),
                        route("POST", "compatibility/" + SUBJECT + "/versions", this::test),
                        route("POST", "compatibility/" + VERSION, this::test),
                        route("GET", "config", this::level),
                        route("PUT", "config", this::setLevel),
                        route("DELETE", "config", this::deleteLevel),
                        route("GET", "config/{subject}", this::level),
                        route("PUT", "config/{subject}", this::setLevel),
                        route("DELETE", "config/{subject}", this::deleteLevel),
                        route("GET", "mode", this::mode),
                        route("PUT", "mode", this::setMode),
                        route("GET", "mode/{subject}", this::mode),
                        route("PUT", "mode/{subject}", this::setMode),
                        route("DELETE", "mode/{subject}", this::deleteMode),
                        route("GET", "contexts", _ -> List.of(".")));
    }

    private static Route route(String method, String path, Function<RegistryCall, Object> answer) {
        return new Route(method, RegistryCall.path(path), answer);
    }

    /// Answers a call with something that Jackson can write.
    Object answer(String method, URI uri, JsonNode body) {
        var path = RegistryCall.path(uri.getRawPath());
        var known = false;
        for (var route : routes) {
            var names = route.match(path);
            if (names.isPresent() && route.method().equals(method)) {
                var call = new RegistryCall(names.get(), RegistryCall.query(uri), body);
                return route.answer().apply(call);
            }
            known |= names.isPresent();
        }
        throw known
                ? new RegistryRefusedException(405, "HTTP 405 Method Not Allowed")
                : new RegistryRefusedException(404, "HTTP 404 Not Found");
    }

    private Object subjects(RegistryCall call) {
        var prefix = call.parameter("subjectPrefix").orElse("");
        return call.page(
                rules.subjects(call.shown()).stream().filter(s -> s.startsWith(prefix)).toList());
    }

    private Object lookUp(RegistryCall call) {
        return whole(rules.lookUp(call.name("subject"), call.schema(), call.shown()));
    }

    private Object register(RegistryCall call) {
        if (call.body().path("id").asInt(-1) >= 0) {
            throw new RegistryRefusedException(
                    42205,
                    "Subject "
                            + call.name("subject")
                            + " is not in import mode: ids are given by the registry");
        }
        return Map.of("id", rules.register(call.name("subject"), call.schema()).id());
    }

    private Object versions(RegistryCall call) {
        return call.page(numbers(rules.versions(call.name("subject"), call.shown())));
    }

    private Object deleteSubject(RegistryCall call) {
        return numbers(rules.deleteSubject(call.name("subject"), call.is("permanent")));
    }

    private Object deleteVersion(RegistryCall call) {
        return rules.deleteVersion(call.name("subject"), call.name("version"), call.is("permanent"))
                .version();
    }

    private Version version(RegistryCall call) {
        return rules.version(call.name("subject"), call.name("version"), call.shown());
    }

    // No schema here can refer to another; asking for the version says so when it does not exist.
    private Object references(RegistryCall call) {
        version(call);
        return List.of();
    }

    private Object schemas(RegistryCall call) {
        var prefix = call.parameter("subjectPrefix").orElse("");
        var found =
                rules.all(call.shown()).stream()
                        .filter(version -> version.subject().startsWith(prefix))
                        .toList();
        return call.page(call.is("latestOnly") ? latest(found) : found).stream()
                .map(RegistryRoutes::whole)
                .toList();
    }

    private static List<Version> latest(List<Version> versions) {
        var latest = new LinkedHashMap<String, Version>();
        versions.forEach(version -> latest.put(version.subject(), version));
        return List.copyOf(latest.values());
    }

    private Version first(RegistryCall call) {
        return rules.withId(call.name("id")).getFirst();
    }

    private List<Version> shownWithId(RegistryCall call) {
        var shown = call.is("deleted") ? Shown.ALL : Shown.LIVE;
        return rules.withId(call.name("id")).stream().filter(shown::shows).toList();
    }

    private Object subjectsOfId(RegistryCall call) {
        return call.page(shownWithId(call).stream().map(Version::subject).distinct().toList());
    }

    private Object versionsOfId(RegistryCall call) {
        return call.page(
                shownWithId(call).stream()
                        .map(v -> Map.of("subject", v.subject(), "version", v.version()))
                        .toList());
    }

    private Object test(RegistryCall call) {
        var subject = call.name("subject");
        var conflicts =
                call.names().containsKey("version")
                        ? rules.conflictsWith(subject, call.name("version"), call.schema())
                        : rules.conflicts(subject, call.schema());
        var answer = new LinkedHashMap<String, Object>();
        answer.put("is_compatible", conflicts.isEmpty());
        if (call.is("verbose")) {
            answer.put("messages", conflicts);
        }
        return answer;
    }

    private Object level(RegistryCall call) {
        var level = rules.settings(s -> s.level(call.name("subject"), call.is("defaultToGlobal")));
        return Map.of("compatibilityLevel", level);
    }

    private Object setLevel(RegistryCall call) {
        var level = RegistryLevel.of(call.text("compatibility"));
        rules.settings(settings -> {
            settings.setLevel(call.name("subject"), level);
            return level;
        });
        return Map.of("compatibility", level);
    }

    private Object deleteLevel(RegistryCall call) {
        return Map.of(
                "compatibilityLevel", rules.settings(s -> s.deleteLevel(call.name("subject"))));
    }

    private Object mode(RegistryCall call) {
        return Map.of(
                "mode",
                rules.settings(s -> s.mode(call.name("subject"), call.is("defaultToGlobal"))));
    }

    private Object setMode(RegistryCall call) {
        var mode = RegistryMode.of(call.text("mode"));
        rules.settings(settings -> {
            settings.setMode(call.name("subject"), mode);
            return mode;
        });
        return Map.of("mode", mode);
    }

    private Object deleteMode(RegistryCall call) {
        return Map.of("mode", rules.settings(s -> s.deleteMode(call.name("subject"))));
    }

    private Object raw(Version version) {
        try {
            return json.readTree(version.schema());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("schema " + version.id() + " is not JSON", e);
        }
    }

    private static Map<String, Object> whole(Version version) {
        return Map.of(
                "subject", version.subject(),
                "version", version.version(),
                "id", version.id(),
                "schema", version.schema());
    }

    private static List<Integer> numbers(List<Version> versions) {
        return versions.stream().map(Version::version).toList();
    }
}
