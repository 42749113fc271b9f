package org.reasoningrouter.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One call of the registry's API, taken apart.
///
/// @param names what stands in the path where the route has a `{name}`
record RegistryCall(Map<String, String> names, Map<String, String> query, JsonNode body) {

    String name(String name) {
        return Optional.ofNullable(names.get(name)).orElse("");
    }

    boolean is(String flag) {
        return Boolean.parseBoolean(query.get(flag));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A text of the body; empty when it is not there.
    String text(String field) {
        return body.path(field).asText("");
    }

    RegistryRules.Shown shown() {
        if (is("deletedOnly")) {
            return RegistryRules.Shown.DELETED;
        }
        return is("deleted") ? RegistryRules.Shown.ALL : RegistryRules.Shown.LIVE;
    }

    /// The schema of the body as the registry compares it.
    String schema() {
        var type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryRefusedException.invalidSchema(
                    "type " + type + " is not kept here, only AVRO is");
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryRefusedException.invalidSchema("references are not kept here");
        }
        return RegistrySchemas.canonical(text("schema"), is("normalize"));
    }

    /// The page of a list that `offset` and `limit` ask for.
    <V> List<V> page(List<V> all) {
        var limit = number("limit", -1);
        var rest = all.stream().skip(Math.max(0, number("offset", 0)));
        return (limit < 0 ? rest : rest.limit(limit)).toList();
    }

    private int number(String parameter, int otherwise) {
        try {
            return parameter(parameter).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw new RegistryRefusedException(404, "HTTP 404 Not Found");
        }
    }

    /// @param raw as it came, percent signs and all
    static List<String> path(String raw) {
        return Arrays.stream(raw.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                // In a path a plus is a plus.
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
    }

    static Map<String, String> query(URI uri) {
        var query = new HashMap<String, String>();
        for (var pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            var at = pair.indexOf('=');
            query.put(
                    decode(at < 0 ? pair : pair.substring(0, at)),
                    at < 0 ? "" : decode(pair.substring(at + 1)));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
