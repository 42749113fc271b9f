package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterCommandTest {

    @TempDir Path dir;

    @Test
    void helpAndVersionAreNoFailure() {
        assertThat(RouterCommand.execute("--help")).isZero();
        assertThat(RouterCommand.execute("--version")).isZero();
        assertThat(RouterCommand.execute("local", "--help")).isZero();
        assertThat(RouterCommand.execute("score", "--help")).isZero();
        assertThat(RouterCommand.execute("evaluate", "--help")).isZero();
        assertThat(RouterCommand.execute("explain", "--help")).isZero();
        assertThat(RouterCommand.execute("simulate", "--help")).isZero();
        assertThat(RouterCommand.execute("replay", "--help")).isZero();
    }

    @Test
    void whatCannotStartIsMisuse() {
        var missing = dir.resolve("missing").toString();

        assertThat(RouterCommand.execute()).isEqualTo(2);
        assertThat(RouterCommand.execute("nonsense")).isEqualTo(2);
        assertThat(RouterCommand.execute("local")).isEqualTo(2);
        assertThat(RouterCommand.execute("explain")).isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--prompts", missing)).isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--prompts", dir.toString())).isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--serve", "--llm", "http://localhost:1/v1"))
                .isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--serve", "--llm-key-file", missing))
                .isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--serve", "--limit", "0")).isEqualTo(2);
        assertThat(RouterCommand.execute("local", "--serve", "--slots", "0")).isEqualTo(2);
        assertThat(RouterCommand.execute("replay")).isEqualTo(2);
        assertThat(RouterCommand.execute("replay", "--prompts", missing, "--dry-run")).isEqualTo(2);
        assertThat(RouterCommand.execute("replay", "--diff", missing, missing)).isEqualTo(2);
        assertThat(RouterCommand.execute("replay", "--from-topic", "prompts", "--dry-run"))
                .isEqualTo(2);
        assertThat(RouterCommand.execute("simulate", "--family", "none")).isEqualTo(2);
        assertThat(RouterCommand.execute("simulate", "--max-num-seqs", "0")).isEqualTo(2);
        assertThat(RouterCommand.execute("simulate", "--time-to-first-token", "1h")).isEqualTo(2);
        assertThat(RouterCommand.execute("simulate", "--failure-types", "flood")).isEqualTo(2);
    }
}
