package org.reasoningrouter.bench.peers;

import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// A Flink job in this JVM: source, batches and sink in one chain, so that nothing is copied or
/// serialised between them.
final class FlinkTopology {

    private final PeerSettings settings;

    FlinkTopology(PeerSettings settings) {
        this.settings = settings;
    }

    /// A record of Kafka as Flink hands it on.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Incoming(byte[] key, byte[] value, long timestamp) {}

    /// A record for Kafka.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Outgoing(String topic, byte[] key, byte[] value) {}

    /// Starts the job and returns.
    void start() throws Exception {
        var flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        var tuning = settings.tuning();
        var env = StreamExecutionEnvironment.createLocalEnvironment(tuning.threads(), flink);
        env.getConfig().enableObjectReuse();
        env.enableCheckpointing(tuning.commit().toMillis(), CheckpointingMode.EXACTLY_ONCE);
        env.fromSource(source(), WatermarkStrategy.noWatermarks(), "prompts")
                .transform(
                        "route",
                        TypeInformation.of(Outgoing.class),
                        new FlinkBatchProcessor(tuning.poll()))
                .sinkTo(sink());
        var job = env.executeAsync("peer");
        var _ =
                job.getJobExecutionResult()
                        .whenComplete((_, error) -> {
                            System.out.println("the job ended: " + error);
                            Runtime.getRuntime().halt(1);
                        });
    }

    private KafkaSource<Incoming> source() {
        var properties = new Properties();
        settings.consumer().forEach((name, value) -> properties.put(name, value.toString()));
        return KafkaSource.<Incoming>builder()
                .setProperties(properties)
                .setTopics(settings.topics().prompts().name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Reader())
                .build();
    }

    private KafkaSink<Outgoing> sink() {
        var properties = new Properties();
        settings.producer().forEach((name, value) -> properties.put(name, value.toString()));
        return KafkaSink.<Outgoing>builder()
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(PeerSettings.GROUP)
                .setRecordSerializer(new Writer())
                .build();
    }

    private static final class Reader implements KafkaRecordDeserializationSchema<Incoming> {

        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> rec, Collector<Incoming> collector) {
            collector.collect(new Incoming(rec.key(), rec.value(), rec.timestamp()));
        }

        @Override
        public TypeInformation<Incoming> getProducedType() {
            return TypeInformation.of(Incoming.class);
        }
    }

    private static final class Writer implements KafkaRecordSerializationSchema<Outgoing> {

        private static final long serialVersionUID = 1;

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Outgoing rec, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(rec.topic(), rec.key(), rec.value());
        }
    }
}
