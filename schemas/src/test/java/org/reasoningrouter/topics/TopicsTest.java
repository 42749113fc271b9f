package org.reasoningrouter.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.topics.Topic.Growth;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

class TopicsTest {

    private final Topics topics = new Topics("replay.7.", 24, 2);

    @Test
    void namesEveryTopicOnceInTheOrderInWhichAPromptMeetsThem() {
        assertThat(topics.all())
                .extracting(Topic::name)
                .containsExactly(
                        "replay.7.prompts",
                        "replay.7.requests.fast.interactive",
                        "replay.7.requests.fast.bulk",
                        "replay.7.requests.thinking.interactive",
                        "replay.7.requests.thinking.bulk",
                        "replay.7.decisions",
                        "replay.7.answers",
                        "replay.7.answers.late",
                        "replay.7.results",
                        "replay.7.route-stats",
                        "replay.7.control",
                        "replay.7.dead-letters");
    }

    @Test
    void allButTheRequestsHaveTheSamePartitionsForGood() {
        assertThat(topics.all())
                .filteredOn(topic -> topic.type() != Request.class)
                .allMatch(topic -> topic.partitions() == 24 && topic.growth() == Growth.FIXED)
                .hasSize(8);
    }

    @Test
    void requestsMayHavePartitionsOfTheirOwnAndMoreLater() {
        assertThat(topics.requests(Route.FAST, Lane.BULK).partitions()).isEqualTo(24);
        assertThat(topics.withRequestPartitions(6).all())
                .filteredOn(topic -> topic.growth() == Growth.ADDED_TO)
                .allMatch(topic -> topic.partitions() == 6 && topic.type() == Request.class)
                .hasSize(4);
    }

    @Test
    void noPartitionIsTooFew() {
        assertThatThrownBy(() -> topics.withPartitions(0))
                .hasMessage("partitions must be at least 1: 0, 0");
        assertThatThrownBy(() -> topics.withRequestPartitions(0))
                .hasMessage("partitions must be at least 1: 24, 0");
    }

    @Test
    void noTopicTakesTheTimeOfAClient() {
        assertThat(topics.all())
                .extracting(topic -> topic.configs().get("message.timestamp.type"))
                .containsOnly("LogAppendTime");
    }

    @Test
    void promptsTakeTwoMebibytesForAWeek() {
        assertThat(topics.prompts().configs())
                .isEqualTo(
                        Map.of(
                                "cleanup.policy", "delete",
                                "message.timestamp.type", "LogAppendTime",
                                "max.message.bytes", "2097152",
                                "retention.ms", "604800000",
                                "min.insync.replicas", "2"));
    }

    @Test
    void everythingAfterThePromptTakesFourMebibytes() {
        assertThat(topics.all().subList(1, topics.all().size()))
                .extracting(topic -> topic.configs().get("max.message.bytes"))
                .containsOnly("4194304");
    }

    @Test
    void onlyRouteStatsAndControlAreCompacted() {
        assertThat(topics.all())
                .filteredOn(topic -> !"delete".equals(topic.configs().get("cleanup.policy")))
                .extracting(Topic::name, topic -> topic.configs().get("cleanup.policy"))
                .containsExactly(
                        tuple("replay.7.route-stats", "compact,delete"),
                        tuple("replay.7.control", "compact,delete"));
    }

    @Test
    void requestsHaveATopicAndAShareGroupForEachRouteAndLane() {
        assertThat(topics.requests(Route.THINKING, Lane.BULK).name())
                .isEqualTo("replay.7.requests.thinking.bulk");
        assertThat(topics.requests(Route.THINKING, Lane.BULK).type()).isEqualTo(Request.class);
        assertThat(topics.workerGroup(Route.THINKING, Lane.BULK))
                .isEqualTo("replay.7.workers.thinking.bulk");
        assertThat(topics.workerGroups(Duration.ofMinutes(10), 5))
                .extracting(ShareGroup::name)
                .containsExactly(
                        "replay.7.workers.fast.interactive",
                        "replay.7.workers.fast.bulk",
                        "replay.7.workers.thinking.interactive",
                        "replay.7.workers.thinking.bulk");
    }

    @Test
    void aShareGroupReadsCommittedFromTheStart() {
        assertThat(new ShareGroup("workers.fast.bulk", Duration.ofMinutes(10), 5).configs())
                .isEqualTo(
                        Map.of(
                                "share.isolation.level", "read_committed",
                                "share.auto.offset.reset", "earliest",
                                "share.record.lock.duration.ms", "600000",
                                "share.delivery.count.limit", "5"));
    }

    @Test
    void aShareGroupRefusesWhatTheBrokerWouldRefuse() {
        assertThatThrownBy(() -> new ShareGroup("g", Duration.ofMinutes(1), 11))
                .hasMessage("deliveries of g must be 2 to 10: 11");
        assertThatThrownBy(() -> new ShareGroup("g", Duration.ZERO, 5))
                .hasMessage("the lock of g must be positive: PT0S");
    }
}
