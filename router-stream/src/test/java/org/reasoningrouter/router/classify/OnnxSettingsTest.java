package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reasoningrouter.router.classify.OnnxSettings.Device;

class OnnxSettingsTest {

    @TempDir Path directory;

    private TinyModel model;

    @BeforeEach
    void copy() throws IOException {
        model = TinyModel.copiedTo(directory.resolve("tiny"));
    }

    @Test
    void theCpuNeedsNoWordInTheVersion() {
        try (var classifier = open(OnnxSettings.onCpu(3))) {
            assertThat(classifier.version()).matches("tiny@[0-9a-f]{12}");
            assertThat(classifier.device()).isEqualTo(Device.CPU);
            assertThat(classifier.sharesCores()).isTrue();
            assertThat(classifier.sessions()).isEqualTo(3);
        }
    }

    @Test
    void automaticallyTheCpuServesWhereNoGpuDoesAndTheVersionSaysSo() {
        assumeNoGpu();

        try (var classifier = open(on(Device.AUTO))) {
            assertThat(classifier.version()).matches("tiny@[0-9a-f]{12}/cpu");
            assertThat(classifier.device()).isEqualTo(Device.CPU);
            assertThat(classifier.sessions()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CUDA", "TENSORRT"})
    void aGpuThatIsNotThereIsRefused(Device device) {
        assumeNoGpu();

        assertThatThrownBy(() -> open(on(device)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("model folder " + model.folder() + ": ")
                .hasMessageContaining(device.label())
                .hasMessageContaining("set the device to cpu or auto")
                .satisfies(e -> assertThat(e.toString().lines()).hasSize(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"CUDA", "AUTO"})
    void scalesThatAreTakenInTheRunStayOnTheCpu(Device device) throws IOException {
        model.with("dynamic-quantize");

        try (var classifier = open(on(device))) {
            assertThat(classifier.device()).isEqualTo(Device.CPU);
            assertThat(classifier.version()).endsWith("/cpu");
        }
    }

    @Test
    void aModelAtFaultIsRefusedForItsFaultOnAnyDevice() throws IOException {
        model.with("wrong-inputs");

        assertThatThrownBy(() -> open(on(Device.AUTO)))
                .hasMessageContaining("must ask for input_ids");
    }

    @Test
    void moreThreadsInACallScoreTheSame() {
        try (var one = open(OnnxSettings.onCpu(1));
                var two = open(new OnnxSettings(Device.CPU, 1, 2, true))) {
            var prompt = List.of(one.encode("why is that?"));
            assertThat(two.score(prompt).getFirst().value())
                    .isEqualTo(one.score(prompt).getFirst().value());
        }
    }

    @Test
    void aGpuHasTwoBatchesInFlight() {
        assertThat(on(Device.CUDA).sessionsOn(Device.CUDA)).isEqualTo(2);
        assertThat(new OnnxSettings(Device.CUDA, 5, 1, false).sessionsOn(Device.CUDA)).isEqualTo(5);
    }

    @Test
    void numbersBelowTheLeastAreRefused() {
        assertThatThrownBy(() -> new OnnxSettings(Device.CPU, -1, 1, false))
                .hasMessage("model.sessions must be at least 0: -1");
        assertThatThrownBy(() -> new OnnxSettings(Device.CPU, 0, 0, false))
                .hasMessage("model.threads must be at least 1: 0");
    }

    private static OnnxSettings on(Device device) {
        return new OnnxSettings(device, 0, 1, false);
    }

    private OnnxClassifier open(OnnxSettings settings) {
        return new OnnxClassifier(ModelFolder.at(model.folder().toString()), settings);
    }

    private void assumeNoGpu() {
        try (var classifier = open(on(Device.AUTO))) {
            assumeThat(classifier.device()).isEqualTo(Device.CPU);
        }
    }
}
