package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CompilerThreadsTest {

    @Test
    void thisJvmHasCompiledSomething() {
        assertThat(CompilerThreads.cpuOf(ProcessHandle.current().pid())).isPositive();
    }

    @Test
    void aProcessThatIsGoneHasNone() {
        var gone = Integer.MAX_VALUE;

        assertThat(Files.exists(Path.of("/proc", String.valueOf(gone)))).isFalse();
        assertThat(CompilerThreads.cpuOf(gone)).isEqualTo(Duration.ZERO);
    }
}
