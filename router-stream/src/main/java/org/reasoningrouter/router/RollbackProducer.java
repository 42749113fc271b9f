package org.reasoningrouter.router;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.metrics.KafkaMetric;

/// A producer that begins no transaction after one that was aborted, and tells of each that is
/// committed. One stream thread owns it.
///
/// All tasks of a thread share a transaction. Kafka Streams 4.3 commits it before it closes a
/// corrupted task, which aborts it; but while a rebalance is in progress that commit is left out in
/// silence (`TaskManager.commitTasksAndMaybeUpdateCommittableOffsets` returns -1), and the other
/// tasks go on as if their aborted records had been written: those records are lost, with
/// exactly-once on. So an abort counts as being fenced here: Streams then closes all tasks of the
/// thread, reads again from the last commit, and asks for a new producer.
final class RollbackProducer implements Producer<byte[], byte[]> {

    private final Producer<byte[], byte[]> producer;
    private final Runnable committed;
    private boolean aborted;

    /// @param committed is run on the stream thread after each transaction
    RollbackProducer(Producer<byte[], byte[]> producer, Runnable committed) {
        this.producer = producer;
        this.committed = committed;
    }

    @Override
    public void initTransactions() {
        producer.initTransactions();
    }

    @Override
    public void beginTransaction() {
        if (aborted) {
            throw new ProducerFencedException(
                    "a transaction was aborted: all that was read since the last commit must be read again");
        }
        producer.beginTransaction();
    }

    @Override
    public void abortTransaction() {
        aborted = true;
        producer.abortTransaction();
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(offsets, group);
    }

    @Override
    public void commitTransaction() {
        producer.commitTransaction();
        committed.run();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        producer.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        producer.unregisterMetricFromSubscription(metric);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent) {
        return producer.send(sent);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> sent, Callback callback) {
        return producer.send(sent, callback);
    }

    @Override
    public void flush() {
        producer.flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return producer.partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return producer.metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return producer.clientInstanceId(timeout);
    }

    @Override
    public void close() {
        producer.close();
    }

    @Override
    public void close(Duration timeout) {
        producer.close(timeout);
    }
}
