package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

class SoftSwitchesTest {

    @ParameterizedTest
    @CsvSource({
        "How much? /no_think, How much?",
        "/think How much?, How much?",
        "/no_think /think How much?, How much?",
        "see /path/think and a/think, see /path/think and a/think",
        "/thinking of /think.txt, /thinking of /think.txt",
        "How much?, How much?"
    })
    void theyAreWordsOfTheirOwn(String text, String stripped) {
        assertThat(SoftSwitches.STRIP.in(List.of(message(Role.USER, text)), true))
                .containsExactly(message(Role.USER, stripped));
    }

    @Test
    void whatTheModelSaidStaysAsItWas() {
        var said = List.of(message(Role.ASSISTANT, "/think"), message(Role.TOOL, "/no_think"));

        assertThat(SoftSwitches.STRIP.in(said, true)).isEqualTo(said);
    }

    @Test
    void aMessageThatHeldNothingElseIsGoneUnlessItWasTheOnlyOne() {
        var system = message(Role.SYSTEM, "/no_think");
        var user = message(Role.USER, "How much?");

        assertThat(SoftSwitches.STRIP.in(List.of(system, user), true)).containsExactly(user);
        assertThat(SoftSwitches.STRIP.in(List.of(system), true)).containsExactly(system);
    }

    private static Message message(Role role, String text) {
        return Message.newBuilder().setRole(role).setContent(text).build();
    }
}
