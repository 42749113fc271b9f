package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model that the settings name, on the device that they name.
class RouterModelTest {

    @TempDir Path state;

    @Test
    void byDefaultTheShippedModelRunsOnTheCpuAndAMeterSaysSo() {
        try (var context = start(Map.of())) {
            var version = context.getBean(Swap.class).current().get().inForce().modelVersion();

            assertThat(version).matches("default@[0-9a-f]{12}");
            assertThat(device(context, version)).isEqualTo("cpu");
        }
    }

    @Test
    void withoutAGpuTheVersionAndAMeterSayThatTheCpuStandsIn() {
        try (var context = start(Map.of("router.model.device", "auto"))) {
            var version = context.getBean(Swap.class).current().get().inForce().modelVersion();
            assumeThat(version).doesNotEndWith("/cuda");

            assertThat(version).matches("default@[0-9a-f]{12}/cpu");
            assertThat(device(context, version)).isEqualTo("cpu");
        }
    }

    @Test
    void wrongSettingsOfTheModelAreRefusedInOneLine() {
        assertRefused("router.model.folder", "/nowhere", "there is no such folder");
        assertRefused("router.model.device", "abacus", "cpu, cuda, tensorrt or auto: abacus");
        assertRefused("router.model.threads", "0", "model.threads must be at least 1: 0");
        assertRefused("router.model.sessions", "-1", "model.sessions must be at least 0: -1");
    }

    private void assertRefused(String key, String value, String line) {
        assertThatThrownBy(() -> start(Map.of(key, value)))
                .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
                .hasMessageContaining(line)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static String device(ApplicationContext context, String version) {
        var meter =
                context.getBean(MeterRegistry.class)
                        .get("router.classify.device")
                        .tag("model", version)
                        .gauge();
        assertThat(meter.value()).isEqualTo(1);
        return String.valueOf(meter.getId().getTag("device"));
    }

    private ApplicationContext start(Map<String, Object> more) {
        var settings =
                new HashMap<String, Object>(
                        Map.of(
                                "router.roles", "router",
                                "router.start-patience", "0s",
                                "router.kafka.bootstrap.servers", "localhost:1",
                                "router.registry.schema.registry.url", "mock://model",
                                "router.management.port", "0",
                                "router.state-dir", state.toString()));
        settings.putAll(more);
        return RouterApplication.start(settings);
    }
}
