package org.reasoningrouter.router.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.batch.Band.Point;
import org.reasoningrouter.router.classify.Score;

class BandTest {

    private static final Band BAND =
            new Band(
                    "small@aaaaaaaaaaaa",
                    "large@bbbbbbbbbbbb",
                    0.5,
                    0.4,
                    0.6,
                    List.of(new Point(0.1, 0.2), new Point(0.3, 0.6), new Point(0.8, 0.7)));

    @TempDir private Path folder;

    @Test
    void itsEdgesAndAllBetweenAreOpen() {
        for (var score : new double[] {0.4, 0.5, 0.6, Double.NaN}) {
            assertThat(BAND.sure(new Score(score))).isEmpty();
        }
        assertThat(BAND.sure(new Score(Math.nextDown(0.4)))).isPresent();
        assertThat(BAND.sure(new Score(Math.nextUp(0.6)))).isPresent();
    }

    @Test
    void aSureScoreIsCarriedOverAlongThePoints() {
        assertThat(sure(0.0)).isEqualTo(0.2);
        assertThat(sure(0.1)).isEqualTo(0.2);
        assertThat(sure(0.2)).isEqualTo(0.4);
        assertThat(sure(0.7)).isCloseTo(0.68, within(1e-12));
        assertThat(sure(1.0)).isEqualTo(0.7);
    }

    @Test
    void aSureScoreStaysOnItsSideOfTheThreshold() {
        assertThat(sure(0.35)).isEqualTo(Math.nextDown(0.5));
        var lowPoints = new Band("a", "b", 0.5, 0.4, 0.6, List.of(new Point(0.5, 0.3)));
        assertThat(lowPoints.sure(new Score(0.7)).orElseThrow().value()).isEqualTo(0.5);
    }

    @Test
    void theLabelsOfTheScoreStay() {
        var score = new Score(0.2, List.of(0.8, 0.2));

        assertThat(BAND.sure(score).orElseThrow().shares()).isEqualTo(score.shares());
    }

    @Test
    void aThresholdOfZeroThinksOnBothSides() {
        var all = new Band("a", "b", 0, 0.4, 0.6, List.of(new Point(0.5, 0)));

        assertThat(all.sure(new Score(0.1)).orElseThrow().value()).isZero();
    }

    @Test
    void aFolderMayBeRenamedButItsModelMustBeTheSame() {
        BAND.requireModels("moved@aaaaaaaaaaaa/cpu", "large@bbbbbbbbbbbb");

        assertThatThrownBy(() -> BAND.requireModels("small@aaaaaaaaaaaa", "large@cccccccccccc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "model.first.band is for small@aaaaaaaaaaaa and large@bbbbbbbbbbbb, and in force"
                                + " is small@aaaaaaaaaaaa and large@cccccccccccc: make it anew with"
                                + " 'router band'");
    }

    @Test
    void anotherThresholdIsRefused() {
        BAND.requireThreshold(0.5);

        assertThatThrownBy(() -> BAND.requireThreshold(0.51))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for threshold 0.5, and in force is threshold 0.51");
    }

    @Test
    void whatIsNoBandIsRefused() {
        var point = List.of(new Point(0.5, 0.5));
        assertThatThrownBy(() -> new Band("a", "b", 0.5, 0.6, 0.4, point))
                .hasMessageContaining("low");
        assertThatThrownBy(() -> new Band("a", "b", 1.5, 0.4, 0.6, point))
                .hasMessageContaining("threshold");
        assertThatThrownBy(() -> new Band("a", "b", 0.5, 0.4, 0.6, List.of()))
                .hasMessageContaining("needs a point");
        var falling = List.of(new Point(0.1, 0.5), new Point(0.2, 0.4));
        assertThatThrownBy(() -> new Band("a", "b", 0.5, 0.4, 0.6, falling))
                .hasMessageContaining("ascend");
    }

    @Test
    void aFileGivesBackTheBandThatWasWritten() throws IOException {
        var file = folder.resolve("band.yaml");
        var exact =
                new Band("a", "b", 0.235, 1.0e-9, 1 / 3d, List.of(new Point(1.2e-7, 0.1 + 0.2)));
        Files.writeString(file, BandConfig.text(exact, Map.of("rows", 7)));

        assertThat(BandConfig.read(file)).isEqualTo(exact);
        assertThat(Files.readString(file)).contains("rows: 7");
    }

    @Test
    void aFileThatIsNoneIsRefusedInOneLine() throws IOException {
        var file = folder.resolve("band.yaml");
        assertThatThrownBy(() -> BandConfig.read(file))
                .hasMessageStartingWith("model.first.band cannot be read: " + file);

        for (var text : List.of("[1, 2]", "first: a", "a: b: c", "\t")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> BandConfig.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("model.first.band " + file + " is wrong: ")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        }
    }

    private static double sure(double score) {
        return BAND.sure(new Score(score)).orElseThrow().value();
    }
}
