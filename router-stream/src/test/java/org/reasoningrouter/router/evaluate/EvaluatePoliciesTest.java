package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `evaluate` says of policies.
class EvaluatePoliciesTest extends EvaluateCommandFixture {

    @Test
    void theThresholdIsThePolicysOrTheGivenOne() throws IOException {
        var policy = directory.resolve("policy.yml");
        Files.writeString(
                policy,
                """
                version: test-1
                threshold: 0.25
                fallback: fast
                expectedThinkingTokens: 1000
                budgets: [{from: 0.0, tokens: 100}]
                hints: true
                """);

        assertThat(evaluate("--json", "--policy", policy.toString())).isZero();
        assertThat(json().get("atThreshold").get("share").asDouble()).isEqualTo(0.75);
        assertThat(json().get("atThreshold").get("kept").asDouble()).isEqualTo(1);

        assertThat(evaluate("--json", "--threshold", "0.75")).isZero();
        var at = json().get("atThreshold");
        assertThat(at.get("share").asDouble()).isEqualTo(0.25);
        assertThat(at.get("accuracy").asDouble()).isEqualTo(0.75);
        assertThat(at.get("confusion").get("thinksHelped").asDouble()).isEqualTo(10);
        assertThat(at.get("confusion").get("fastHelped").asDouble()).isEqualTo(10);
        assertThat(at.get("confusion").get("fastNotHelped").asDouble()).isEqualTo(20);
        assertThat(order(0).get("accuracyAtShare").asDouble()).isEqualTo(0.75);
        assertThat(json().get("randomExpected").get("accuracyAtShare").asDouble()).isEqualTo(0.625);
    }

    @Test
    void severalPoliciesStandSideBySideWithTheirControls() throws IOException {
        assertThat(
                        evaluate(
                                "--json",
                                "--policy",
                                policy("half", 0.5),
                                "--policy",
                                policy("most", 0.25)))
                .isZero();

        var policies = json().get("policy");
        assertThat(policies.get("versions"))
                .extracting(JsonNode::asText)
                .containsExactly("half", "most");
        assertThat(policies.get("rows"))
                .extracting(row -> row.get("name").asText())
                .containsExactly(
                        "policy 1",
                        "random, same share 1",
                        "length, same share 1",
                        "oracle, same share 1",
                        "policy 2",
                        "random, same share 2",
                        "length, same share 2",
                        "oracle, same share 2",
                        "always fast",
                        "always thinking",
                        "oracle, free share");
        assertThat(policies.get("rows"))
                .extracting(row -> row.get("accuracy").asDouble())
                .containsExactly(1.0, 0.75, 0.5, 1.0, 1.0, 0.875, 0.75, 1.0, 0.5, 1.0, 1.0);
        assertThat(policies.at("/rows/1/policyMinusThis").asDouble()).isEqualTo(0.25);
        assertThat(policies.at("/rows/4/share").asDouble()).isEqualTo(0.75);
        assertThat(policies.at("/rows/10/share").asDouble()).isEqualTo(0.5);
    }

    private String policy(String version, double threshold) throws IOException {
        return Files.write(
                        directory.resolve(version + ".yaml"),
                        List.of(
                                "version: " + version,
                                "threshold: " + threshold,
                                "fallback: fast",
                                "expectedThinkingTokens: 1000",
                                "budgets: [{from: 0, tokens: 1000}]",
                                "hints: true"))
                .toString();
    }
}
