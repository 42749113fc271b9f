package org.reasoningrouter.router.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.router.evaluate.LoggedLine.Judged;
import org.reasoningrouter.router.evaluate.LoggedLine.LeftOut;
import org.reasoningrouter.router.evaluate.LoggedLine.Why;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Route;

class LoggedDecisionJsonTest {

    @Test
    void aLineSaysWhoAskedWhatWasDecidedAndWhatCameOfIt() {
        var read =
                LoggedDecisionJson.read(
                        """
                        {"id":"p1","tenant":"acme","lane":"BULK","language":"de","score":0.25,\
                        "route":"THINKING","propensity":0.02,"reward":0.5,"reason":"SCORE"}\
                        """);

        assertThat(read)
                .isEqualTo(
                        new Judged(
                                new LoggedDecision(
                                        "p1",
                                        new Asker("acme", Lane.BULK, "de"),
                                        0.25,
                                        Route.THINKING,
                                        0.02,
                                        0.5)));
    }

    @Test
    void whoAskedMayBeLeftOut() {
        var read =
                LoggedDecisionJson.read(
                        "{\"id\":7,\"score\":0,\"route\":\"fast\",\"propensity\":1,\"reward\":true}");

        assertThat(read)
                .isEqualTo(
                        new Judged(
                                new LoggedDecision(
                                        "7", Circumstances.UNKNOWN.asker(), 0, Route.FAST, 1, 1)));
    }

    @Test
    void aResultIsReadByItsVerdictAndAttributes() {
        var read =
                LoggedDecisionJson.read(
                        """
                        {"id":"p1","status":"ANSWERED","route":"FAST","score":0.1,"propensity":0.9,                        "verdict":0.5,"tenant":"acme","attributes":{"language":"de"}}\
                        """);

        assertThat(read)
                .isEqualTo(
                        new Judged(
                                new LoggedDecision(
                                        "p1",
                                        new Asker("acme", Lane.INTERACTIVE, "de"),
                                        0.1,
                                        Route.FAST,
                                        0.9,
                                        0.5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"p1\",\"status\":\"REJECTED\"} | NO_SCORE",
                "{\"id\":\"p1\",\"route\":\"FAST\",\"reason\":\"HINT\",\"reward\":1} | NO_SCORE",
                "{\"id\":\"p1\",\"route\":\"FAST\",\"score\":0.1,\"propensity\":1} | NO_REWARD",
                "{\"id\":\"p1\",\"route\":\"FAST\",\"score\":0.9,\"degraded\":true,\"reward\":1} |"
                        + " DEGRADED"
            })
    void whatSaysNothingOfAnotherPolicyIsLeftOut(String line, Why why) {
        assertThat(LoggedDecisionJson.read(line)).isEqualTo(new LeftOut(why));
    }

    private static Optional<Route> shadow(String line) {
        return switch (LoggedDecisionJson.read(line)) {
            case Judged(var decision) -> decision.shadow();
            case LeftOut(var why) -> throw new AssertionError(why);
        };
    }

    @Test
    void whatTheShadowWouldHaveDecidedIsReadWhereItIsThere() {
        var line =
                "{\"id\":7,\"score\":0,\"route\":\"fast\",\"propensity\":1,\"reward\":1,\"shadow\":%s}";

        assertThat(shadow(line.formatted("{\"route\":\"THINKING\"}"))).contains(Route.THINKING);
        assertThat(shadow(line.formatted("null"))).isEmpty();
        assertThatThrownBy(() -> LoggedDecisionJson.read(line.formatted("{\"route\":1}")))
                .hasMessage("shadow.route must be fast or thinking");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"id\":\"p1\"' | '\"id\":\"\"' | id is missing",
                "'\"score\":0.5' | '\"score\":1.5' | score must be 0 to 1",
                "'\"score\":0.5' | '\"score\":\"0.5\"' | score must be 0 to 1",
                "'\"route\":\"fast\"' | '\"route\":\"slow\"' | route must be fast or thinking",
                "'\"lane\":\"bulk\"' | '\"lane\":\"left\"' | lane must be interactive or bulk",
                "'\"propensity\":0.9' | '\"propensity\":0' | propensity must be above 0 and at most"
                        + " 1",
                "'\"propensity\":0.9' | '\"p\":0.9' | propensity must be above 0 and at most 1",
                "'\"reward\":1' | '\"reward\":2' | 'reward must be 0 to 1, true or false'",
                "'\"reward\":1' | '\"reward\":\"1\"' | 'reward must be 0 to 1, true or false'",
                "'\"reward\":1' | '\"verdict\":2' | 'reward must be 0 to 1, true or false'"
            })
    void whatIsWrongIsSaid(String right, String wrong, String complaint) {
        var line =
                "{\"id\":\"p1\",\"lane\":\"bulk\",\"score\":0.5,\"route\":\"fast\",\"propensity\":0.9,\"reward\":1}";

        assertThat(LoggedDecisionJson.read(line)).isInstanceOf(Judged.class);
        assertThatThrownBy(() -> LoggedDecisionJson.read(line.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":", "[1]", "7", "p1,0.5,fast"})
    void whatIsNoObjectIsRefused(String line) {
        assertThatThrownBy(() -> LoggedDecisionJson.read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a JSON object");
    }
}
