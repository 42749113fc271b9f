package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollbackProducerTest {

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(
                    true,
                    new RoundRobinPartitioner(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
    private final AtomicInteger committed = new AtomicInteger();
    private final RollbackProducer producer =
            new RollbackProducer(kafka, committed::incrementAndGet);

    @BeforeEach
    void begin() {
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>("results", new byte[] {1}));
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void oneTransactionFollowsAnother() {
        producer.commitTransaction();
        producer.beginTransaction();

        assertThat(kafka.history()).hasSize(1);
        assertThat(kafka.transactionInFlight()).isTrue();
    }

    @Test
    void eachCommitIsTold() {
        producer.commitTransaction();
        assertThat(committed).hasValue(1);

        producer.beginTransaction();
        producer.commitTransaction();
        assertThat(committed).hasValue(2);
    }

    @Test
    void afterAnAbortItCountsAsFenced() {
        producer.abortTransaction();
        assertThat(committed).hasValue(0);

        assertThatThrownBy(producer::beginTransaction).isInstanceOf(ProducerFencedException.class);
        assertThat(kafka.transactionInFlight()).isFalse();
        assertThat(kafka.history()).isEmpty();
    }
}
