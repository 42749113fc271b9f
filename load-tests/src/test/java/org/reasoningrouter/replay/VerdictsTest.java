package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.grade.GraderUnreachableException;
import org.reasoningrouter.grade.Graders;
import org.reasoningrouter.grade.Verdict;

class VerdictsTest {

    private static final Verdicts.Manner ONE_WAY = new Verdicts.Manner(4, 1, 0);
    private static final Verdicts.Manner BOTH_WAYS = new Verdicts.Manner(4, 4, 2);

    @TempDir private Path dir;

    @Test
    void modelsAreAskedAboutSeveralRowsAtATimeAndVerdictsKeepTheirOrder() throws IOException {
        var judge = new FakeJudge(4);
        var graded = new ArrayList<Long>();
        try (var verdicts = new Verdicts(judge, ONE_WAY, Optional.empty(), graded::add)) {
            var rows =
                    IntStream.range(0, 8)
                            .mapToObj(i -> VerdictFixture.row(i, "x", i % 2 == 0 ? "right" : "no"))
                            .toList();

            var given = verdicts.of(rows);

            assertThat(scores(given)).containsExactly(1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0);
            assertThat(graded).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        }
    }

    @Test
    void withoutAReferenceBothWaysAreHeldAgainstEachOther() throws IOException {
        var judge = new FakeJudge(0);
        try (var verdicts = new Verdicts(judge, BOTH_WAYS, Optional.empty(), _ -> {})) {
            var open = VerdictFixture.row(0, "", "no 1", "", "right 1", "right 2");
            var known = VerdictFixture.row(1, "x", "no 3", "no 4", "right 3", "");
            var part = VerdictFixture.row(2, "", "no 5", "right 5");

            var given = verdicts.of(List.of(open, known, part));

            // The second fast asking has no answer, so the second thinking one has no partner.
            assertThat(given.getFirst().stream().map(Optional::isPresent))
                    .containsExactly(true, false, true, false);
            assertThat(given.get(1).stream().map(Optional::isPresent))
                    .containsExactly(true, true, true, false);
            assertThat(judge.asked)
                    .containsExactlyInAnyOrder(
                            "no 1", "right 1", "no 3", "no 4", "right 3", "no 5", "right 5");
        }
    }

    @Test
    void gradersThatNeedAReferenceSayThatThereIsNone() throws IOException {
        try (var verdicts =
                new Verdicts(Graders.of("match"), BOTH_WAYS, Optional.empty(), _ -> {})) {
            var given = verdicts.of(List.of(VerdictFixture.row(0, "", "a", "b", "c", "d")));

            assertThat(given.getFirst())
                    .hasSize(4)
                    .allSatisfy(it -> assertThat(it.orElseThrow().score()).isEmpty());
        }
    }

    @Test
    void whatWasAskedBeforeIsNotAskedAgain() throws IOException {
        var first = new FakeJudge(0);
        first.failAt("right 2", new IllegalStateException("killed"));
        try (var verdicts = new Verdicts(first, ONE_WAY, log(first), _ -> {})) {
            assertThatThrownBy(() -> verdicts.of(rows(3))).hasMessage("killed");
        }
        var torn = dir.resolve("verdicts.jsonl");
        Files.writeString(torn, Files.readString(torn) + "{\"row\": 2, \"by\": \"judge-1/fa");

        var second = new FakeJudge(0);
        try (var verdicts = new Verdicts(second, ONE_WAY, log(second), _ -> {})) {
            assertThat(scores(verdicts.of(rows(5)))).containsExactly(1.0, 1.0, 1.0, 1.0, 1.0);
        }
        assertThat(second.asked).containsExactlyInAnyOrder("right 2", "right 3", "right 4");

        var third = new FakeJudge(0);
        try (var verdicts = new Verdicts(third, ONE_WAY, log(third), _ -> {})) {
            assertThat(scores(verdicts.of(rows(5)))).containsExactly(1.0, 1.0, 1.0, 1.0, 1.0);
        }
        assertThat(third.asked).isEmpty();
    }

    @Test
    void oneFailureIsAVerdictWithoutAScoreAndIsAskedAgainByTheNextProcess() throws IOException {
        var judge = new FakeJudge(0);
        judge.failAt("right 1", unreachable());
        try (var verdicts = new Verdicts(judge, ONE_WAY, log(judge), _ -> {})) {
            var given = verdicts.of(rows(3));

            assertThat(given.get(1).getFirst().orElseThrow().score()).isEmpty();
            assertThat(given.get(1).getFirst().orElseThrow().detail())
                    .isEqualTo(unreachable().getMessage());
        }

        var again = new FakeJudge(0);
        try (var verdicts = new Verdicts(again, ONE_WAY, log(again), _ -> {})) {
            verdicts.of(rows(3));
        }
        assertThat(again.asked).containsExactly("right 1");
    }

    @Test
    void aModelThatIsNotThereEndsItWithOneLine() throws IOException {
        var judge = new FakeJudge(0);
        rows(300)
                .forEach(it ->
                        judge.failAt(
                                it.results().getFirst().getAnswer().orElseThrow(), unreachable()));
        try (var verdicts = new Verdicts(judge, ONE_WAY, log(judge), _ -> {})) {
            assertThatThrownBy(() -> verdicts.of(rows(300)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("for 11 rows one after the other: give the same command");
        }
        assertThat(judge.asked).hasSizeBetween(11, 14);
    }

    private static List<Answered> rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> VerdictFixture.row(i, "x", "right " + i))
                .toList();
    }

    private Optional<VerdictLog> log(FakeJudge judge) throws IOException {
        return Optional.of(
                VerdictLog.open(
                        dir.resolve("verdicts.jsonl"),
                        dir.resolve("sorted"),
                        1 << 20,
                        judge.name()));
    }

    private static List<Double> scores(List<List<Optional<Verdict>>> given) {
        return given.stream().map(it -> it.getFirst().orElseThrow().score().orElseThrow()).toList();
    }

    private static GraderUnreachableException unreachable() {
        return new GraderUnreachableException("the judge's call ended: unreachable");
    }
}
