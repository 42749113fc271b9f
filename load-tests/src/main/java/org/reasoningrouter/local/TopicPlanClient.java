package org.reasoningrouter.local;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.reasoningrouter.local.TopicPlan.Standing;
import org.reasoningrouter.local.TopicPlan.Step;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.ShareGroup;
import org.reasoningrouter.topics.Topic;

/// Reads a cluster and its registry for a plan, and carries the plan out. Without a registry,
/// schemas are left to the producers.
public final class TopicPlanClient {

    private static final long SECONDS = 60;

    private final Admin admin;
    private final Optional<SchemaRegistryClient> registry;

    public TopicPlanClient(Admin admin, Optional<SchemaRegistryClient> registry) {
        this.admin = admin;
        this.registry = registry;
    }

    /// Makes what is missing, and leaves what is there.
    ///
    /// @throws IllegalStateException with one line when what is there must not be changed
    public void prepare(List<Topic<?>> topics, List<ShareGroup> groups, short replicas) {
        apply(plan(topics, groups, replicas));
    }

    /// Compares what is wanted with what stands.
    TopicPlan plan(List<Topic<?>> topics, List<ShareGroup> groups, short replicas) {
        var steps = new ArrayList<Step>();
        var standing = standing(topics);
        for (var topic : topics) {
            var found = Optional.ofNullable(standing.get(topic.name()));
            steps.addAll(TopicPlan.forTopic(topic, found));
        }
        var configs = configs(ConfigResource.Type.GROUP, groups.stream().map(ShareGroup::name));
        for (var group : groups) {
            TopicPlan.forGroup(group, configs.getOrDefault(group.name(), Map.of()))
                    .ifPresent(steps::add);
        }
        registry.ifPresent(client -> topics.forEach(t -> steps.addAll(forSchema(client, t))));
        return new TopicPlan(steps, replicas);
    }

    /// Does every step in turn.
    void apply(TopicPlan plan) {
        for (var step : plan.steps()) {
            switch (step) {
                case Step.CreateTopic(var topic) -> create(topic, plan.replicas());
                case Step.AddPartitions(var topic, var partitions) -> add(topic, partitions);
                case Step.AlterTopic(var topic, var configs) ->
                        alter(ConfigResource.Type.TOPIC, topic, configs);
                case Step.AlterGroup(var group, var configs) ->
                        alter(ConfigResource.Type.GROUP, group, configs);
                case Step.SetLevel(var subject) ->
                        ask(r -> r.updateCompatibility(subject, TopicPlan.LEVEL));
                case Step.RegisterSchema(var subject, var schema) ->
                        ask(r -> r.register(subject, new AvroSchema(schema)));
                case Step.Conflict(var why) -> throw new IllegalStateException(why);
            }
        }
    }

    private Map<String, Standing> standing(List<Topic<?>> wanted) {
        var existing = new HashMap<String, TopicDescription>();
        admin.describeTopics(wanted.stream().map(Topic::name).toList())
                .topicNameValues()
                .forEach((name, answer) -> find(answer).ifPresent(t -> existing.put(name, t)));
        var configs = configs(ConfigResource.Type.TOPIC, existing.keySet().stream());
        var standing = new HashMap<String, Standing>();
        existing.forEach((name, topic) ->
                standing.put(
                        name,
                        new Standing(
                                topic.partitions().size(), configs.getOrDefault(name, Map.of()))));
        return standing;
    }

    private Map<String, Map<String, String>> configs(
            ConfigResource.Type type, Stream<String> names) {
        var resources = names.map(name -> new ConfigResource(type, name)).toList();
        return await(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), e -> values(e.getValue())));
    }

    private static Map<String, String> values(Config config) {
        return config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }

    private static List<Step> forSchema(SchemaRegistryClient registry, Topic<?> topic) {
        if (!SpecificRecord.class.isAssignableFrom(topic.type())) {
            return List.of();
        }
        var subject = topic.name() + "-value";
        var schema =
                new AvroSchema(AvroSerdes.schemaOf(topic.type().asSubclass(SpecificRecord.class)));
        return TopicPlan.forSubject(
                subject,
                schema.canonicalString(),
                known(() -> registry.getCompatibility(subject)),
                known(() -> registry.getId(subject, schema)).isPresent());
    }

    private void create(Topic<?> topic, short replicas) {
        var made =
                new NewTopic(topic.name(), topic.partitions(), replicas).configs(topic.configs());
        await(admin.createTopics(List.of(made)).all());
    }

    private void add(String topic, int partitions) {
        await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all());
    }

    private void alter(ConfigResource.Type type, String name, SortedMap<String, String> configs) {
        var operations =
                configs.entrySet().stream()
                        .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
                        .map(entry -> new AlterConfigOp(entry, OpType.SET))
                        .toList();
        await(
                admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, name), operations))
                        .all());
    }

    private static Optional<TopicDescription> find(KafkaFuture<TopicDescription> answer) {
        try {
            return Optional.of(await(answer));
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <V> V await(KafkaFuture<V> answer) {
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private static IllegalStateException failed(@Nullable Throwable cause) {
        return new IllegalStateException(
                "the cluster refused or did not answer: "
                        + (cause == null ? "no reason given" : cause.getMessage()),
                cause);
    }

    private interface Question<V> {
        V ask() throws IOException, RestClientException;
    }

    private interface Order {
        void give(SchemaRegistryClient registry) throws IOException, RestClientException;
    }

    /// What the registry knows; empty when it says that it does not.
    private static <V> Optional<V> known(Question<V> question) {
        try {
            return Optional.of(question.ask());
        } catch (RestClientException e) {
            if (e.getStatus() == 404 && e.getErrorCode() > 404) {
                return Optional.empty();
            }
            throw refused(e);
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private void ask(Order order) {
        try {
            order.give(registry.orElseThrow());
        } catch (IOException | RestClientException e) {
            throw refused(e);
        }
    }

    private static IllegalStateException refused(Exception cause) {
        return new IllegalStateException(
                "the schema registry refused or did not answer: " + cause.getMessage(), cause);
    }
}
