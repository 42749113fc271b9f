package org.reasoningrouter.router.classify;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The folder that `tiny-model/make.py` makes, copied so that a test may spoil it.
public record TinyModel(Path folder) {

    public static TinyModel copiedTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(resource("folder"))) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        return new TinyModel(folder);
    }

    static Path resource(String name) {
        return onClassPath("tiny-model/" + name);
    }

    static Path onClassPath(String name) {
        try {
            return Path.of(Objects.requireNonNull(TinyModel.class.getResource("/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Puts another graph in place of the good one.
    public TinyModel with(String variant) throws IOException {
        return with("model.onnx", Files.readAllBytes(resource(variant + ".onnx")));
    }

    TinyModel with(String file, String content) throws IOException {
        return with(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private TinyModel with(String file, byte[] content) throws IOException {
        Files.deleteIfExists(folder.resolve("SHA256SUMS"));
        Files.write(folder.resolve(file), content);
        return this;
    }

    public OnnxClassifier open() {
        return new OnnxClassifier(ModelFolder.at(folder.toString()), 2);
    }
}
