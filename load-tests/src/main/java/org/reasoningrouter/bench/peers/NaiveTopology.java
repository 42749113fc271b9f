package org.reasoningrouter.bench.peers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.reasoningrouter.router.dispatch.Dispatch;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Request;

/// Kafka Streams with a model in its middle, one call for each record.
final class NaiveTopology {

    private final PeerSettings settings;
    private final PeerWork work;

    NaiveTopology(PeerSettings settings, PeerWork work) {
        this.settings = settings;
        this.work = work;
    }

    void start(Path state) {
        var streams = new KafkaStreams(topology(), properties(state));
        streams.setUncaughtExceptionHandler(
                _ -> StreamThreadExceptionResponse.SHUTDOWN_APPLICATION);
        streams.setStateListener((now, _) -> {
            if (now == KafkaStreams.State.ERROR) {
                Runtime.getRuntime().halt(1);
            }
        });
        streams.start();
    }

    private Topology topology() {
        var serdes = settings.serdes();
        var builder = new StreamsBuilder();
        var routed =
                builder.stream(
                                settings.topics().prompts().name(),
                                Consumed.with(Serdes.String(), Serdes.ByteArray()))
                        .processValues(RouteProcessor::new);
        routed.mapValues(Dispatch::request)
                .to(
                        (_, request, _) -> settings.requestTopic(request.getDecision()),
                        Produced.with(Serdes.String(), serdes.of(Request.class)));
        routed.mapValues(Dispatch::decision)
                .to(
                        settings.topics().decisions().name(),
                        Produced.with(Serdes.String(), serdes.of(Decision.class)));
        return builder.build();
    }

    private Properties properties(Path state) {
        var all = new Properties();
        settings.consumer().forEach((name, value) -> put(all, "consumer." + name, value));
        settings.producer().forEach((name, value) -> put(all, "producer." + name, value));
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, PeerSettings.GROUP);
        all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.tuning().commit().toMillis());
        all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.tuning().threads());
        all.put(StreamsConfig.POLL_MS_CONFIG, 10);
        all.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return all;
    }

    // Kafka Streams sets these itself, and warns of anything else.
    private static void put(Properties all, String name, Object value) {
        if (!name.endsWith("group.id")
                && !name.endsWith("isolation.level")
                && !name.endsWith("enable.auto.commit")
                && !name.endsWith("bootstrap.servers")) {
            all.put(name, value);
        }
    }

    /// What `mapValues` would do, and knows the record's time beside its value.
    private final class RouteProcessor
            extends ContextualFixedKeyProcessor<String, byte[], Dispatch> {

        @Override
        public void process(FixedKeyRecord<String, byte[]> rec) {
            var waiting =
                    work.read(
                            rec.key().getBytes(StandardCharsets.UTF_8),
                            rec.value(),
                            rec.timestamp(),
                            Instant.now());
            context().forward(rec.withValue(work.route(List.of(waiting)).getFirst()));
        }
    }
}
