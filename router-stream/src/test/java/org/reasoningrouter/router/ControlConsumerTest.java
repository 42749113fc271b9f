package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ControlConsumerTest {

    @Test
    void itsConsumerIsTheRoutersInNoGroupAndMakesNoTopic() {
        var configs =
                ControlConsumer.configs(
                        Map.of(
                                "bootstrap.servers", "broker:9092",
                                "security.protocol", "SSL",
                                "group.protocol", "streams"));

        assertThat(configs)
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("group.protocol", "classic")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("allow.auto.create.topics", false)
                .doesNotContainKey("group.id");
    }
}
