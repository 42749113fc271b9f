package org.reasoningrouter.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GpuWatchTest {

    @Test
    void whatIsSaidOfAStepIsItsMean() throws Exception {
        var lines =
                """
                90, 70000, NVIDIA H200, 570.1
                20, 500, NVIDIA H200, 570.1
                [N/A], 1, NVIDIA H200, 570.1
                40, 900, NVIDIA H200, 570.1
                """;
        try (var watch = GpuWatch.start(List.of("printf", lines))) {
            await(watch, 3);
            var mark = 1;

            assertThat(watch.busySince(mark)).isCloseTo(30, within(1e-9));
            assertThat(watch.mostMiB()).hasValue(70_000);
            assertThat(watch.name()).contains("NVIDIA H200, driver 570.1");
        }
    }

    @Test
    void aMachineWithoutItKnowsNothing() {
        try (var watch = GpuWatch.start(List.of("no-such-program"))) {
            assertThat(watch.busySince(watch.mark())).isNaN();
            assertThat(watch.mostMiB()).isEmpty();
            assertThat(watch.name()).isEmpty();
        }
    }

    private static void await(GpuWatch watch, int samples) throws InterruptedException {
        while (watch.mark() < samples) {
            Thread.sleep(5);
        }
    }
}
