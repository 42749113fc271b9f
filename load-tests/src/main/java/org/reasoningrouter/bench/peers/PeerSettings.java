package org.reasoningrouter.bench.peers;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.reasoningrouter.bench.MeasuredRouter;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Decision;

/// What a contender's program is started with.
///
/// @param bootstrap the broker
/// @param registry the schema registry's address
record PeerSettings(
        Contender contender,
        String bootstrap,
        String registry,
        Topics topics,
        String model,
        Tuning tuning) {

    /// The consumer group, and what begins every transactional id.
    static final String GROUP = "peer";

    private static final String CONTENDER = "peer.contender";
    private static final String BOOTSTRAP = "peer.bootstrap";
    private static final String REGISTRY = "peer.registry";
    private static final String PARTITIONS = "peer.partitions";

    /// As system properties of a program.
    static Map<String, String> of(
            Contender contender, LocalStack stack, String model, Tuning tuning) {
        var settings = new HashMap<>(tuning.asSettings());
        settings.put(CONTENDER, contender.name());
        settings.put(BOOTSTRAP, stack.broker().bootstrap());
        settings.put(REGISTRY, stack.registry().url());
        settings.put(PARTITIONS, String.valueOf(stack.topics().partitions()));
        settings.put(MeasuredRouter.MODEL, model);
        return settings;
    }

    static PeerSettings read(Properties settings) {
        return new PeerSettings(
                Contender.valueOf(settings.getProperty(CONTENDER)),
                settings.getProperty(BOOTSTRAP),
                settings.getProperty(REGISTRY),
                new Topics("", Integer.parseInt(settings.getProperty(PARTITIONS)), 1),
                settings.getProperty(MeasuredRouter.MODEL),
                Tuning.of(settings));
    }

    AvroSerdes serdes() {
        return new AvroSerdes(Map.of("schema.registry.url", registry));
    }

    /// Where a decision's request goes.
    String requestTopic(Decision decision) {
        return topics.requests(decision.getRoute().orElseThrow(), decision.getLane()).name();
    }

    /// Settings of a consumer, as the router has them by default.
    Map<String, Object> consumer() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                GROUP,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                tuning.poll(),
                "max.partition.fetch.bytes",
                4_194_304,
                "fetch.max.bytes",
                33_554_432);
    }

    /// Settings of a producer, as the router has them by default.
    Map<String, Object> producer() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "compression.type",
                "lz4",
                "linger.ms",
                100,
                "batch.size",
                131_072,
                "max.request.size",
                Topics.RECORD_BYTES,
                "transaction.timeout.ms",
                60_000);
    }
}
