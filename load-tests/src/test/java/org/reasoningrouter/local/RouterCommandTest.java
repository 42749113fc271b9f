package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterCommandTest {

    @TempDir Path dir;

    @Test
    void helpAndVersionAreNoFailure() {
        assertThat(RouterCommand.run("--help")).isZero();
        assertThat(RouterCommand.run("--version")).isZero();
        assertThat(RouterCommand.run("local", "--help")).isZero();
    }

    @Test
    void whatCannotStartIsMisuse() {
        var missing = dir.resolve("missing").toString();

        assertThat(RouterCommand.run()).isEqualTo(2);
        assertThat(RouterCommand.run("nonsense")).isEqualTo(2);
        assertThat(RouterCommand.run("local")).isEqualTo(2);
        assertThat(RouterCommand.run("local", "--prompts", missing)).isEqualTo(2);
        assertThat(RouterCommand.run("local", "--prompts", dir.toString())).isEqualTo(2);
        assertThat(RouterCommand.run("local", "--serve", "--llm", "http://localhost:1/v1"))
                .isEqualTo(2);
        assertThat(RouterCommand.run("local", "--serve", "--llm-key-file", missing)).isEqualTo(2);
        assertThat(RouterCommand.run("local", "--serve", "--limit", "0")).isEqualTo(2);
        assertThat(RouterCommand.run("local", "--serve", "--slots", "0")).isEqualTo(2);
    }
}
