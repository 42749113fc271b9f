package org.reasoningrouter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reasoningrouter.router.decide.Learning;
import org.reasoningrouter.router.decide.PolicyConfig;

class PolicyTextTest {

    @TempDir Path dir;

    @Test
    void isThePolicyButForWhatItLearns() throws IOException {
        var given = Path.of("..", "deploy", "examples", "policy.yaml");

        var replayed =
                Files.writeString(dir.resolve("policy.yml"), PolicyText.of(Optional.of(given)));

        var before = PolicyConfig.read(Optional.of(given));
        var policy = PolicyConfig.read(Optional.of(replayed));
        assertThat(before.learning()).isNotEqualTo(Learning.OFF);
        assertThat(policy.learning()).isEqualTo(Learning.OFF);
        assertThat(policy.threshold()).isEqualTo(before.threshold());
        assertThat(policy.budgets()).isEqualTo(before.budgets());
        assertThat(policy.version()).isEqualTo(before.version());
    }

    @Test
    void theOneThatShipsIsTakenWhereNoneIsGiven() throws IOException {
        var shipped = Path.of("..", "deploy", "examples", "policy.yaml");

        assertThat(PolicyText.of(Optional.empty())).isEqualTo(PolicyText.of(Optional.of(shipped)));
    }

    @Test
    void whatIsNoPolicyIsRefused() throws IOException {
        var file = Files.writeString(dir.resolve("p.yml"), "threshold: much\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyText.of(Optional.of(file)))
                .withMessageContaining("p.yml");
    }
}
