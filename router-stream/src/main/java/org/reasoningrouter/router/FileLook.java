package org.reasoningrouter.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/// What files look like from outside: where each lies, its size, its time and its place on the
/// disk. Two looks that are equal saw nothing change between them, and neither read a byte.
record FileLook(List<String> files) {

    /// Weights may stand in folders of the folder.
    private static final int DEEPEST = 4;

    FileLook {
        files = List.copyOf(files);
    }

    /// A look at files and all that folders hold. What is not there is seen, too.
    static FileLook at(Stream<Path> paths) {
        return new FileLook(paths.flatMap(FileLook::files).toList());
    }

    private static Stream<String> files(Path path) {
        try (var found = Files.walk(path, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return found.sorted().map(FileLook::file).toList().stream();
        } catch (IOException | UncheckedIOException _) {
            return Stream.of(path + " is not there");
        }
    }

    private static String file(Path path) {
        try {
            var seen = Files.readAttributes(path, BasicFileAttributes.class);
            return "%s %d %s %s"
                    .formatted(path, seen.size(), seen.lastModifiedTime(), seen.fileKey());
        } catch (IOException _) {
            return path + " is not there";
        }
    }
}
