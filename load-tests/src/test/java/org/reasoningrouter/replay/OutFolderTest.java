package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutFolderTest {

    @TempDir Path dir;

    @Test
    void theSameReplayIsTakenUpUnderItsFirstName() throws IOException {
        try (var out = OutFolder.open(dir)) {
            assertThat(out.isBegun()).isFalse();
            assertThat(out.begin("one", Map.of("mode", "FAST"))).isEqualTo("one");
        }

        try (var out = OutFolder.open(dir)) {
            assertThat(out.isBegun()).isTrue();
            assertThat(out.begin("two", Map.of("mode", "FAST"))).isEqualTo("one");
            assertThat(out.isDone()).isFalse();
            out.done();
        }

        try (var out = OutFolder.open(dir)) {
            assertThat(out.isDone()).isTrue();
        }
    }

    @Test
    void anotherReplayIsRefusedWithWhatDiffers() throws IOException {
        try (var out = OutFolder.open(dir)) {
            var _ = out.begin("one", Map.of("mode", "FAST"));
        }

        try (var out = OutFolder.open(dir)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> out.begin("one", Map.of("mode", "PAIRED")))
                    .withMessageContaining("mode is FAST there and PAIRED here")
                    .withMessageContaining("choose another --out");
        }
    }

    @Test
    void oneProcessAtATimeHasIt() throws IOException {
        try (var _ = OutFolder.open(dir)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> OutFolder.open(dir))
                    .withMessageContaining("another replay is running");
        }
    }
}
