package org.reasoningrouter.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolesConfigTest {

    private static final String GUARANTEE = "router.kafka.processing.guarantee";
    private static final String BACKOFF = "producer.retry.backoff.ms";

    @Test
    void recordsLingerWhereACommitSendsThem() {
        assertThat(linger(Map.of(GUARANTEE, "exactly_once_v2"), "ledger")).isEqualTo("100");
        assertThat(linger(Map.of(GUARANTEE, "at_least_once"), "ledger")).isEqualTo("5");
        assertThat(
                        linger(
                                Map.of(
                                        GUARANTEE,
                                        "exactly_once_v2",
                                        "router.kafka-router.processing.guarantee",
                                        "at_least_once"),
                                "router"))
                .as("what holds for the role")
                .isEqualTo("5");
    }

    @Test
    void aLingerThatIsSetHolds() {
        var all = Map.<String, Object>of("router.kafka.producer.linger.ms", 7);
        var one = Map.<String, Object>of("router.kafka-ledger.producer.linger.ms", 9);

        assertThat(linger(all, "ledger")).isEqualTo("7");
        assertThat(linger(one, "ledger")).isEqualTo("9");
        assertThat(linger(one, "router")).isEqualTo("5");
    }

    @Test
    void aProducerIsSoonToTryAgain() {
        assertThat(kafka(Map.of(), "router")).containsEntry(BACKOFF, 10);
    }

    @Test
    void aBackoffThatIsSetHolds() {
        assertThat(kafka(Map.of("router.kafka." + BACKOFF, "70"), "router"))
                .containsEntry(BACKOFF, "70");
        assertThat(kafka(Map.of("router.kafka.retry.backoff.ms", "90"), "router"))
                .as("that of all clients")
                .doesNotContainKey(BACKOFF);
    }

    private static String linger(Map<String, Object> settings, String role) {
        return String.valueOf(kafka(settings, role).get("producer.linger.ms"));
    }

    private static Map<String, Object> kafka(Map<String, Object> settings, String role) {
        try (var context = ApplicationContext.run(settings)) {
            return RolesConfig.kafka(context.getEnvironment(), role);
        }
    }
}
