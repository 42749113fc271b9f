package org.reasoningrouter.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
    void roundsBeginAfterTheWarmUpAndFollowEachOther() {
        var course = new Course(true, 200, 2, 100);

        assertThat(course.begin(0)).isEqualTo(200);
        assertThat(course.begin(2)).isEqualTo(400).isLessThan(course.all());
    }
}
