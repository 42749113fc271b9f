package org.reasoningrouter.router.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TailConsumerTest {

    private static final TopicPartition ANSWERS = new TopicPartition("answers", 3);

    @Test
    void anEmptyPartitionHasNoUnreadAnswer() {
        assertThat(lastUnread(log(0, 0), OptionalLong.empty())).isEmpty();
    }

    @Test
    void theLastAnswerIsFoundBehindMarkers() {
        assertThat(lastUnread(log(0, 100, 10, 40), OptionalLong.empty())).hasValue(40);
    }

    @Test
    void onlyMarkersAreNoAnswer() {
        assertThat(lastUnread(log(0, 1_000), OptionalLong.empty())).isEmpty();
    }

    @Test
    void whatTheGroupHasCommittedIsRead() {
        var log = log(0, 100, 10, 40);
        log.commitSync(Map.of(ANSWERS, new OffsetAndMetadata(41)));

        assertThat(lastUnread(log, OptionalLong.empty())).isEmpty();
    }

    @Test
    void whatTheTaskHasReadIsReadThoughItIsNotCommitted() {
        assertThat(lastUnread(log(0, 100, 10, 40), OptionalLong.of(41))).isEmpty();
        assertThat(lastUnread(log(0, 100, 10, 40), OptionalLong.of(40))).hasValue(40);
    }

    @Test
    void whatTheBrokerHasDeletedIsNotLookedFor() {
        assertThat(lastUnread(log(50, 100), OptionalLong.empty())).isEmpty();
    }

    @Test
    void itsConsumerIsTheLedgersButForItsMembership() {
        var streams =
                Map.<String, Object>of(
                        "application.id", "ledger",
                        "bootstrap.servers", "broker:9092",
                        "security.protocol", "SSL",
                        "consumer.group.instance.id", "one",
                        "processing.guarantee", "exactly_once_v2");

        var configs = TailConsumer.configs(streams, ANSWERS);

        assertThat(configs)
                .containsEntry("group.id", "ledger")
                .containsEntry("bootstrap.servers", "broker:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("enable.auto.commit", false)
                .doesNotContainKey("group.instance.id");
    }

    private static OptionalLong lastUnread(FakeLog log, OptionalLong nextUnread) {
        try (var tail = new TailConsumer(log, ANSWERS)) {
            return tail.lastUnread(nextUnread).join();
        }
    }

    private static FakeLog log(long begin, long end, long... answers) {
        return new FakeLog(begin, end, answers);
    }

    /// A committed log with gaps: a poll hands out the records from the position on and moves past
    /// the markers behind them, as the real consumer does.
    private static final class FakeLog extends MockConsumer<byte[], byte[]> {

        private final long begin;
        private final long end;
        private final long[] answers;

        FakeLog(long begin, long end, long... answers) {
            super("none");
            this.begin = begin;
            this.end = end;
            this.answers = answers;
            assign(Set.of(ANSWERS));
            updateBeginningOffsets(Map.of(ANSWERS, begin));
            updateEndOffsets(Map.of(ANSWERS, end));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            assertThat(position(ANSWERS)).isBetween(begin, end);
            for (var offset : answers) {
                if (offset >= position(ANSWERS)) {
                    addRecord(
                            new ConsumerRecord<>(
                                    ANSWERS.topic(),
                                    ANSWERS.partition(),
                                    offset,
                                    new byte[0],
                                    new byte[0]));
                    var records = super.poll(timeout);
                    return records;
                }
            }
            seek(ANSWERS, end);
            return ConsumerRecords.empty();
        }
    }
}
