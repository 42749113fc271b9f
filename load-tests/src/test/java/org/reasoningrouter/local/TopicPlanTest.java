package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.local.TopicPlan.Standing;
import org.reasoningrouter.local.TopicPlan.Step.AddPartitions;
import org.reasoningrouter.local.TopicPlan.Step.AlterGroup;
import org.reasoningrouter.local.TopicPlan.Step.AlterTopic;
import org.reasoningrouter.local.TopicPlan.Step.Conflict;
import org.reasoningrouter.local.TopicPlan.Step.CreateTopic;
import org.reasoningrouter.local.TopicPlan.Step.RegisterSchema;
import org.reasoningrouter.local.TopicPlan.Step.SetLevel;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

class TopicPlanTest {

    private final Topic<Prompt> prompts = new Topics("", 24, 2).prompts();
    private final Topic<Request> requests =
            new Topics("", 24, 6, 2).requests(Route.FAST, Lane.BULK);
    private final ShareGroup group = new ShareGroup("workers", Duration.ofMinutes(1), 5);

    @Test
    void aMissingTopicIsMade() {
        assertThat(TopicPlan.forTopic(prompts, Optional.empty()))
                .contains(new CreateTopic(prompts));
    }

    @Test
    void aTopicThatStandsAsWantedIsLeftAloneWhateverElseItIsSetTo() {
        var configs = new HashMap<>(prompts.configs());
        configs.put("segment.bytes", "1048576");

        assertThat(TopicPlan.forTopic(prompts, Optional.of(new Standing(24, configs)))).isEmpty();
    }

    @Test
    void onlyWhatDiffersIsSet() {
        var configs = new HashMap<>(prompts.configs());
        configs.put("retention.ms", "1");
        configs.remove("message.timestamp.type");

        assertThat(TopicPlan.forTopic(prompts, Optional.of(new Standing(24, configs))))
                .contains(
                        new AlterTopic(
                                "prompts",
                                new TreeMap<>(
                                        Map.of(
                                                "message.timestamp.type", "LogAppendTime",
                                                "retention.ms", "604800000"))));
    }

    @Test
    void anotherNumberOfPartitionsIsAConflict() {
        var standing = Optional.of(new Standing(12, prompts.configs()));

        assertThat(TopicPlan.forTopic(prompts, standing))
                .contains(
                        new Conflict(
                                "topic prompts has 12 partitions instead of 24: pass --partitions"
                                        + " 12 if all topics but the requests have as many, or"
                                        + " use another --prefix"));
    }

    @Test
    void requestsAreGivenThePartitionsThatTheyLack() {
        var standing = Optional.of(new Standing(2, requests.configs()));

        assertThat(TopicPlan.forTopic(requests, standing))
                .containsExactly(new AddPartitions("requests.fast.bulk", 6));
    }

    @Test
    void morePartitionsOfRequestsThanWantedStay() {
        var standing = Optional.of(new Standing(12, requests.configs()));

        assertThat(TopicPlan.forTopic(requests, standing)).isEmpty();
    }

    @Test
    void aTopicThatLacksPartitionsAndSettingsIsGivenBoth() {
        assertThat(TopicPlan.forTopic(requests, Optional.of(new Standing(2, Map.of()))))
                .containsExactly(
                        new AddPartitions("requests.fast.bulk", 6),
                        new AlterTopic("requests.fast.bulk", new TreeMap<>(requests.configs())));
    }

    @Test
    void aGroupIsSetWhereItDiffers() {
        var standing = new HashMap<>(group.configs());
        assertThat(TopicPlan.forGroup(group, standing)).isEmpty();

        standing.put("share.isolation.level", "read_uncommitted");
        assertThat(TopicPlan.forGroup(group, standing))
                .contains(
                        new AlterGroup(
                                "workers",
                                new TreeMap<>(Map.of("share.isolation.level", "read_committed"))));
    }

    @Test
    void aSubjectGetsItsLevelBeforeItsSchema() {
        assertThat(TopicPlan.forSubject("s", "{}", Optional.empty(), false))
                .containsExactly(new SetLevel("s"), new RegisterSchema("s", "{}"));
        assertThat(TopicPlan.forSubject("s", "{}", Optional.of("BACKWARD"), true))
                .containsExactly(new SetLevel("s"));
        assertThat(TopicPlan.forSubject("s", "{}", Optional.of("BACKWARD_TRANSITIVE"), true))
                .isEmpty();
    }

    @Test
    void everyStepIsOneLine() {
        assertThat(
                        List.of(
                                TopicPlan.describe(new SetLevel("s")),
                                TopicPlan.describe(new RegisterSchema("s", "{}")),
                                TopicPlan.describe(new Conflict("no")),
                                TopicPlan.describe(
                                        new AlterTopic("t", new TreeMap<>(Map.of("a", "1"))))))
                .containsExactly(
                        "set compatibility of s to BACKWARD_TRANSITIVE",
                        "register schema s",
                        "conflict: no",
                        "set topic t {a=1}");
    }
}
