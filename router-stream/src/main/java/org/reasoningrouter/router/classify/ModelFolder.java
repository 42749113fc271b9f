package org.reasoningrouter.router.classify;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A model as files: `model.onnx`, `tokenizer.json`, `config.json` and, if there,
/// `tokenizer_config.json`, `router.yaml` and `SHA256SUMS`; it stands on a disk, or in our own jar
/// as `classpath:model/default`.
///
/// Whatever is missing, unreadable or not what `SHA256SUMS` says is refused with an
/// [IllegalStateException] of one line. What is checked is what is used: a file is read once, and
/// its bytes are handed on.
public final class ModelFolder {

    static final String MODEL = "model.onnx";
    static final String TOKENIZER = "tokenizer.json";
    static final String CONFIG = "config.json";
    static final String TOKENIZER_CONFIG = "tokenizer_config.json";
    static final String ROUTER = "router.yaml";
    static final String DIGESTS = "SHA256SUMS";

    private static final String CLASS_PATH = "classpath:";
    private static final Pattern DIGEST_LINE = Pattern.compile("([0-9a-fA-F]{64}) [ *](.+)");

    private final String location;
    private final Optional<Path> directory;
    private final Map<String, String> digests;

    private ModelFolder(String location) {
        this.location = location;
        this.directory = onClassPath() ? Optional.empty() : Optional.of(Path.of(location));
        directory
                .filter(path -> !Files.isDirectory(path))
                .ifPresent(_ -> {
                    throw refused("there is no such folder");
                });
        this.digests = find(DIGESTS).map(this::digestsIn).orElse(Map.of());
        for (var required : digests.isEmpty() ? new String[0] : new String[] {MODEL, TOKENIZER}) {
            if (!digests.containsKey(required)) {
                throw refused("%s does not name %s".formatted(DIGESTS, required));
            }
        }
        digests.keySet().forEach(this::checkDigest);
    }

    /// Opens a folder and holds it against its digests.
    ///
    /// @param location a path, or `classpath:` and a folder in a jar
    public static ModelFolder at(String location) {
        return new ModelFolder(location);
    }

    /// The bytes of a file that must be there.
    byte[] read(String name) {
        return readIfThere(name).orElseThrow(() -> refused(name + " is missing"));
    }

    /// The bytes of a file that may be absent.
    Optional<byte[]> readIfThere(String name) {
        var bytes = find(name);
        bytes.ifPresent(content -> check(name, content));
        return bytes;
    }

    /// `<folder name>@<first 12 hex digits of the digest of graph and weights>`, as decisions carry
    /// it.
    ///
    /// @param weights names of the files that hold the weights that the graph does not
    String version(byte[] model, Iterable<String> weights) {
        var name = Path.of(onClassPath() ? resource("") : location).toAbsolutePath().normalize();
        var digest = sha256();
        digest.update(model);
        weights.forEach(file -> update(digest, file));
        return name.getFileName() + "@" + hex(digest).substring(0, 12);
    }

    /// Refuses weights kept in files that do not stand in this folder.
    void checkWeights(Iterable<String> files) {
        for (var file : files) {
            var root =
                    directory.orElseThrow(() ->
                            refused(weights(file, "a packaged model keeps its weights inside")));
            try {
                if (!root.resolve(file).toRealPath().startsWith(root.toRealPath())) {
                    throw refused(weights(file, "which is outside the folder"));
                }
            } catch (IOException e) {
                throw refused(weights(file, "which cannot be read"));
            }
        }
    }

    /// Where weights beside `model.onnx` stand, unless the folder is packaged.
    Optional<Path> directory() {
        return directory.map(Path::toAbsolutePath);
    }

    /// @param why in the words of a library too, which may take several lines
    IllegalStateException refused(String why) {
        return new IllegalStateException(
                "model folder %s: %s"
                        .formatted(location, why.strip().replaceAll("\\s*\\R\\s*", "; ")));
    }

    private static String weights(String file, String why) {
        return "%s keeps weights in '%s', %s".formatted(MODEL, file, why);
    }

    private Optional<byte[]> find(String name) {
        try (var in = open(name).orElse(null)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException | OutOfMemoryError e) {
            // Two gibibytes are the most that an array holds; exporters keep more beside the graph.
            throw refused("%s cannot be read (%s)".formatted(name, e.getMessage()));
        }
    }

    private Optional<InputStream> open(String name) throws IOException {
        if (directory.isPresent()) {
            var file = directory.get().resolve(name);
            return Files.exists(file) ? Optional.of(Files.newInputStream(file)) : Optional.empty();
        }
        return Optional.ofNullable(ModelFolder.class.getResourceAsStream(resource(name)));
    }

    private boolean onClassPath() {
        return location.startsWith(CLASS_PATH);
    }

    private String resource(String name) {
        return "/" + location.substring(CLASS_PATH.length()) + (name.isEmpty() ? "" : "/" + name);
    }

    private Map<String, String> digestsIn(byte[] sums) {
        var found = new TreeMap<String, String>();
        new String(sums, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    var matcher = DIGEST_LINE.matcher(line);
                    if (!matcher.matches()) {
                        throw refused(
                                "%s has a line that is not 'digest  file'".formatted(DIGESTS));
                    }
                    found.put(matcher.group(2).strip(), matcher.group(1).toLowerCase(Locale.ROOT));
                });
        return found;
    }

    private void check(String name, byte[] content) {
        var digest = sha256();
        digest.update(content);
        check(name, digest);
    }

    /// Holds a file against its digest without holding it: weights may be larger than the heap.
    private void checkDigest(String name) {
        var digest = sha256();
        update(digest, name);
        check(name, digest);
    }

    private void check(String name, MessageDigest digest) {
        var expected = digests.get(name);
        if (expected != null && !expected.equals(hex(digest))) {
            throw refused("%s is not the file that %s names".formatted(name, DIGESTS));
        }
    }

    private void update(MessageDigest digest, String name) {
        try (var in = open(name).orElseThrow(() -> refused(name + " is missing"))) {
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw refused("%s cannot be read (%s)".formatted(name, e.getMessage()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
