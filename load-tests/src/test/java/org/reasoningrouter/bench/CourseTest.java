package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CourseTest {

    @Test
    void aFilledTopicHasAllBeforeTheFirstIsDone() {
        var course = new Course(true, 200, 5, 100);

        assertThat(course.due(0)).isEqualTo(course.all()).isGreaterThan(700);
    }

    @Test
    void elseItIsToppedUpAsPromptsAreDone() {
        var course = new Course(false, 0, 5, 10_000);

        assertThat(course.due(1_000) - course.due(0)).isEqualTo(1_000);
        assertThat(course.due(course.all())).isEqualTo(course.all());
    }

    @Test
    void aRoundIsAheadOfWhatIsDoneAndTheStreamsPollsWhereItIsLess() {
        var many = new Course(false, 0, 5, 50_000);
        var few = new Course(false, 0, 5, 1_000);

        assertThat(many.due(0)).isEqualTo(50_000);
        assertThat(few.due(0))
                .isBetween(BenchBatches.SHIPPED.window(), few.all())
                .isGreaterThan(1_000);
    }

    @Test
    void oneThatIsWarmedUpGoesOnUntilItIs() {
        var open = new Course(false, 200, 2, 100).untilWarm();
        assertThat(open.isOpen()).isTrue();
        assertThat(open.due(1_000_000)).isGreaterThan(1_000_000);

        var begun = open.begunAt(5_000, 5_100);
        assertThat(begun.isOpen()).isFalse();
        assertThat(begun.begin(0)).isEqualTo(5_000);
        assertThat(begun.begin(2)).isEqualTo(5_200);
        assertThat(begun.due(1_000_000)).isEqualTo(begun.all()).isGreaterThan(5_200);
    }

    @Test
    void whatWasSentWhileItWarmedUpIsPartOfIt() {
        var begun = new Course(false, 200, 2, 100).untilWarm().begunAt(5_000, 9_000);

        assertThat(begun.begin(2)).isEqualTo(5_200);
        assertThat(begun.all()).isEqualTo(9_000);
    }

    @Test
    void aFilledTopicCannotWaitForThat() {
        var filled = new Course(true, 200, 5, 100);

        assertThatThrownBy(filled::untilWarm).hasMessageContaining("a filled topic ends");
    }

    @Test
    void roundsBeginAfterTheWarmUpAndFollowEachOther() {
        var course = new Course(true, 200, 2, 100);

        assertThat(course.begin(0)).isEqualTo(200);
        assertThat(course.begin(2)).isEqualTo(400).isLessThan(course.all());
    }
}
