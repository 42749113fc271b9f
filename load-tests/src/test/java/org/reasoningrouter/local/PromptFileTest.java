package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.local.PromptLine.Broken;
import org.reasoningrouter.local.PromptLine.Intact;

class PromptFileTest {

    private static final String LINES =
            """
            {"id":"a","text":"one"}

            {"id":"b"}
            {"id":"c","text":"three"}
            """;

    @TempDir Path dir;

    @Test
    void aBrokenLineIsToldByItsNumberAndTheRestIsRead() throws IOException {
        var file = Files.writeString(dir.resolve("prompts.jsonl"), LINES);

        var lines = read(file);

        assertThat(lines).hasSize(3);
        assertThat(ids(lines)).containsExactly("a", "c");
        assertThat(lines.get(1)).isEqualTo(new Broken(3, "give either text or messages"));
    }

    @Test
    void aGzippedFileIsKnownByItsBytes() throws IOException {
        var file = dir.resolve("prompts.anything");
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(LINES.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(ids(read(file))).containsExactly("a", "c");
    }

    @Test
    void anEmptyFileHasNoLine() throws IOException {
        assertThat(read(Files.createFile(dir.resolve("empty")))).isEmpty();
    }

    private static List<PromptLine> read(Path path) throws IOException {
        var lines = new ArrayList<PromptLine>();
        try (var file = PromptFile.open(path)) {
            for (var line = file.next(); line.isPresent(); line = file.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    private static List<String> ids(List<PromptLine> lines) {
        return lines.stream()
                .filter(Intact.class::isInstance)
                .map(line -> ((Intact) line).prompt().getPromptId())
                .toList();
    }
}
