package org.reasoningrouter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.RegistryChange.LevelSet;
import org.reasoningrouter.local.RegistryChange.ModeSet;
import org.reasoningrouter.local.RegistryChange.Removed;
import org.reasoningrouter.local.RegistryChange.UsedIds;
import org.reasoningrouter.local.RegistryChange.Version;

/// The registry's changes as keys and values of a compacted topic, laid out as in Confluent's
/// `_schemas`: the newest record of a key holds, and one without a value takes it back.
final class RegistryJson {

    private final ObjectMapper json = new ObjectMapper();

    byte[] key(RegistryChange change) {
        return bytes(
                switch (change) {
                    case Version v -> version(v.subject(), v.version());
                    case Removed(var subject, var version) -> version(subject, version);
                    case UsedIds _ -> key("IDS");
                    case LevelSet(var subject, _) -> key("CONFIG").put("subject", subject);
                    case ModeSet(var subject, _) -> key("MODE").put("subject", subject);
                });
    }

    byte @Nullable [] value(RegistryChange change) {
        return switch (change) {
            case Version v ->
                    bytes(
                            json.createObjectNode()
                                    .put("subject", v.subject())
                                    .put("version", v.version())
                                    .put("id", v.id())
                                    .put("schema", v.schema())
                                    .put("deleted", v.deleted()));
            case Removed _ -> null;
            case UsedIds(var highest) -> bytes(json.createObjectNode().put("highest", highest));
            case LevelSet(_, var level) -> setting("compatibilityLevel", level);
            case ModeSet(_, var mode) -> setting("mode", mode);
        };
    }

    /// What a record of the topic says; empty for a kind that a later program wrote.
    Optional<RegistryChange> change(byte[] keyBytes, byte @Nullable [] valueBytes) {
        var key = tree(keyBytes);
        var value = valueBytes == null ? json.createObjectNode() : tree(valueBytes);
        var subject = key.path("subject").asText("");
        return switch (key.path("keytype").asText()) {
            case "SCHEMA" -> Optional.of(version(key, value));
            case "IDS" -> Optional.of(new UsedIds(value.path("highest").asInt()));
            case "CONFIG" ->
                    Optional.of(
                            new LevelSet(
                                    subject,
                                    text(value, "compatibilityLevel").map(RegistryLevel::of)));
            case "MODE" ->
                    Optional.of(new ModeSet(subject, text(value, "mode").map(RegistryMode::of)));
            default -> Optional.empty();
        };
    }

    private static RegistryChange version(JsonNode key, JsonNode value) {
        var subject = key.path("subject").asText();
        var version = key.path("version").asInt();
        return value.isEmpty()
                ? new Removed(subject, version)
                : new Version(
                        subject,
                        version,
                        value.path("id").asInt(),
                        value.path("schema").asText(),
                        value.path("deleted").asBoolean());
    }

    private ObjectNode key(String type) {
        return json.createObjectNode().put("keytype", type);
    }

    private ObjectNode version(String subject, int version) {
        return key("SCHEMA").put("subject", subject).put("version", version).put("magic", 1);
    }

    private byte @Nullable [] setting(String name, Optional<? extends Enum<?>> setting) {
        return setting.isEmpty()
                ? null
                : bytes(json.createObjectNode().put(name, setting.get().name()));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode tree(byte[] bytes) {
        try {
            return json.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of the registry's topic is not JSON", e);
        }
    }
}
