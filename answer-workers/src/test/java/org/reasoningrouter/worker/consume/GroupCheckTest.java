package org.reasoningrouter.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.worker.consume.GroupCheck.Features;

class GroupCheckTest {

    private final ShareGroup wanted = new ShareGroup("workers", Duration.ofMinutes(15), 5);

    @Test
    void whatWasSetIsEnough() {
        assertThat(GroupCheck.problems(wanted, wanted.configs())).isEmpty();
    }

    @Test
    void aLongerLockIsEnoughAndAShorterIsNot() {
        assertThat(GroupCheck.problems(wanted, with("share.record.lock.duration.ms", "3600000")))
                .isEmpty();
        assertThat(GroupCheck.problems(wanted, with("share.record.lock.duration.ms", "30000")))
                .containsExactly(
                        "share.record.lock.duration.ms must be at least 900000 and is '30000'");
    }

    @Test
    void abortedRequestsAndASkippedBacklogAreRefused() {
        assertThat(GroupCheck.problems(wanted, with("share.isolation.level", "read_uncommitted")))
                .hasSize(1);
        assertThat(GroupCheck.problems(wanted, with("share.auto.offset.reset", "latest")))
                .hasSize(1);
    }

    @Test
    void whatTheBrokerDoesNotSayIsRefused() {
        assertThat(GroupCheck.problems(wanted, Map.of())).hasSize(3);
    }

    @Test
    void brokersBefore42AreTooOld() {
        assertThat(GroupCheck.tooOld(new Features(1, 27)))
                .contains("the broker is older than Kafka 4.2");
        assertThat(GroupCheck.tooOld(new Features(1, 28))).isEmpty();
    }

    @Test
    void aClusterThatHasNotSwitchedShareGroupsOnHasNone() {
        assertThat(GroupCheck.tooOld(new Features(0, 30)))
                .contains("the broker's feature share.version is not switched on");
    }

    private Map<String, String> with(String name, String value) {
        var configs = new HashMap<>(wanted.configs());
        configs.put(name, value);
        return configs;
    }
}
