package org.reasoningrouter.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.topics.AvroSerdes;
import org.reasoningrouter.topics.Topics;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Route;
import picocli.CommandLine;

/// The command against a real broker and registry, as a person runs it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicsCommandIT {

    private record Ran(int code, String out, String err) {}

    private final LocalBroker broker = LocalBroker.startTemporary();
    private final LocalRegistry registry = LocalRegistry.start(0, broker.bootstrap());
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));

    @AfterAll
    void stop() {
        admin.close();
        registry.close();
        broker.close();
    }

    @Test
    void appliesOnceAndThenHasNothingToDo() throws Exception {
        var topics = new Topics("one.", 2, 1);

        assertThat(topicNames()).noneMatch(name -> name.startsWith("one."));
        var planned = run("--plan", "--prefix", "one.");
        assertThat(planned.code()).isZero();
        assertThat(planned.out())
                .contains("create topic one.prompts with 2 partitions", "38 steps; take them");
        assertThat(topicNames()).noneMatch(name -> name.startsWith("one."));

        assertThat(run("--apply", "--prefix", "one.").code()).isZero();

        topics.all().forEach(topic -> assertThat(topicNames()).contains(topic.name()));
        assertThat(run("--apply", "--prefix", "one.").out()).isEqualTo("nothing to do\n");
        assertThat(run("--plan", "--prefix", "one.").out()).isEqualTo("nothing to do\n");
    }

    @Test
    void setsTopicsGroupsAndSchemasAsDeclared() throws Exception {
        var topics = new Topics("two.", 2, 1);

        assertThat(run("--apply", "--prefix", "two.", "--lock", "90s").code()).isZero();

        assertThat(config(ConfigResource.Type.TOPIC, "two.prompts"))
                .containsAllEntriesOf(topics.prompts().configs());
        assertThat(config(ConfigResource.Type.GROUP, topics.workerGroup(Route.THINKING, Lane.BULK)))
                .containsEntry("share.isolation.level", "read_committed")
                .containsEntry("share.auto.offset.reset", "earliest")
                .containsEntry("share.record.lock.duration.ms", "90000");
        try (var client = new CachedSchemaRegistryClient(registry.url(), 10)) {
            assertThat(client.getCompatibility("two.prompts-value"))
                    .isEqualTo("BACKWARD_TRANSITIVE");
            assertThat(client.getLatestSchemaMetadata("two.prompts-value").getSchema())
                    .isEqualTo(AvroSerdes.schemaOf(Prompt.class).toString());
            assertThat(client.getAllSubjects()).doesNotContain("two.dead-letters-value");
        }
    }

    @Test
    void refusesATopicWithOtherPartitionsAndChangesNothing() throws Exception {
        admin.createTopics(List.of(new NewTopic("three.results", 3, (short) 1))).all().get();

        var ran = run("--apply", "--prefix", "three.");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("conflict: topic three.results has 3 partitions instead of 2: pass")
                .endsWith("nothing was changed: resolve the conflicts first\n");
        assertThat(topicNames()).doesNotContain("three.prompts");
    }

    @Test
    void printsJsonForScripts() throws Exception {
        var ran = run("--plan", "--prefix", "four.", "--json");
        var json = new ObjectMapper().readTree(ran.out());

        assertThat(json.path("applied").asBoolean(true)).isFalse();
        assertThat(json.path("conflicts").asInt(-1)).isZero();
        assertThat(json.path("steps")).hasSize(38);
    }

    @Test
    void handsClientPropertiesThrough(@TempDir Path dir) throws Exception {
        var file = dir.resolve("client.properties");
        Files.writeString(file, "security.protocol=NONSENSE\n");

        var ran = run("--plan", "--command-config", file.toString());

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("NONSENSE").hasLineCount(1);
    }

    @Test
    void saysWhatIsMisused() {
        assertThat(run("--plan", "--min-isr", "3").code()).isEqualTo(2);
        assertThat(run("--plan", "--min-isr", "3").err())
                .startsWith("--min-isr must be 1 to --replication-factor: 3 of 1");
        assertThat(run("--plan", "--apply").code()).isEqualTo(2);
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("--plan", "--lock", "soon").err()).contains("no time such as 90s or 10m");
        assertThat(run("--plan", "--command-config", "no/such/file").err())
                .startsWith("--command-config cannot be read: no/such/file");
    }

    private Ran run(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--bootstrap-server", broker.bootstrap()));
        arguments.addAll(List.of("--registry", registry.url()));
        arguments.addAll(List.of("--partitions", "2", "--replication-factor", "1"));
        if (!arguments.contains("--min-isr")) {
            arguments.addAll(List.of("--min-isr", "1"));
        }
        var out = new StringWriter();
        var err = new StringWriter();
        var command =
                new CommandLine(new TopicsCommand())
                        .setExecutionExceptionHandler((e, line, _) -> failed(e, line))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return new Ran(
                command.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    }

    private static int failed(Exception e, CommandLine line) {
        line.getErr().println(e.getMessage());
        return 1;
    }

    private Set<String> topicNames() {
        try {
            return admin.listTopics().names().get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, String> config(ConfigResource.Type type, String name) throws Exception {
        var resource = new ConfigResource(type, name);
        var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        var values = new HashMap<String, String>();
        Objects.requireNonNull(config)
                .entries()
                .forEach(entry -> values.put(entry.name(), entry.value()));
        return values;
    }
}
