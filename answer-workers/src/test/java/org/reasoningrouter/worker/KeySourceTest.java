package org.reasoningrouter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {

    private final Map<String, String> environment = new HashMap<>(Map.of("KEY", " secret\n"));

    @Test
    void aFileHoldsIt(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("key"), "secret\n");

        assertThat(source(file.toString(), "").key(environment::get)).contains("secret");
    }

    @Test
    void theEnvironmentHoldsIt() {
        assertThat(source("", "KEY").key(environment::get)).contains("secret");
    }

    @Test
    void withoutASourceNoneIsSent() {
        assertThat(source("", "").key(environment::get)).isEmpty();
    }

    @Test
    void aVariableThatIsNotSetIsRefused() {
        assertThatThrownBy(() -> source("", "OTHER").key(environment::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worker.llm.key-variable is empty: OTHER");
    }

    @Test
    void twoSourcesAreRefused() {
        assertThatThrownBy(() -> source("/key", "KEY"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("worker.llm must have a key-file or a key-variable, not both");
    }

    @Test
    void itIsPrintedNowhere() {
        var source = source("", "KEY");

        assertThat(source.key(environment::get)).contains("secret");
        assertThat(source.toString()).doesNotContain("secret");
    }

    private static KeySource source(String file, String variable) {
        return new KeySource("worker.llm", file, variable);
    }
}
