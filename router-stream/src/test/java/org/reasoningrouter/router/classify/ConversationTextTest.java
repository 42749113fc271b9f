package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

class ConversationTextTest {

    private static final String PROBLEM = "Prove that every group of order 15 is cyclic.";

    @Test
    void oneUserMessageIsExactlyItsText() {
        assertThat(of(user("  two \n lines "))).isEqualTo("  two \n lines ");
        assertThat(of(user("x".repeat(5_000)))).hasSize(5_000);
        assertThat(of(user(" "))).isEqualTo(" ");
        assertThat(of()).isEmpty();
    }

    @Test
    void yesGoOnIsReadWithWhatItAnswers() {
        var text =
                of(
                        says(Role.SYSTEM, "Be exact."),
                        user(PROBLEM),
                        says(Role.ASSISTANT, "By Sylow ... Shall I go on?"),
                        user("yes, go on"));

        assertThat(text)
                .isEqualTo(
                        "Be exact.\n\n"
                                + PROBLEM
                                + "\n\nBy Sylow ... Shall I go on?\n\nyes, go on");
    }

    @Test
    void aLongAnswerLeavesRoomForTheProblemBeforeIt() {
        var text =
                of(
                        says(Role.SYSTEM, "s".repeat(9_000)),
                        user(PROBLEM),
                        says(Role.ASSISTANT, "a".repeat(9_000) + " go on?"),
                        user("yes"));

        assertThat(text)
                .startsWith("s".repeat(ConversationText.SYSTEM) + "\n\n" + PROBLEM)
                .endsWith(" go on?\n\nyes");
        assertThat(text.length()).isLessThanOrEqualTo(ConversationText.CONTEXT + 6);
    }

    @Test
    void aLongLastTurnStandsAlone() {
        var last = "q".repeat(ConversationText.CONTEXT);

        assertThat(of(says(Role.SYSTEM, "Be kind."), user("Hello"), user(last))).isEqualTo(last);
    }

    @Test
    void toolOutputAndBlankTurnsAreLeftOut() {
        var text =
                of(
                        user("What is the weather?"),
                        says(Role.ASSISTANT, " "),
                        says(Role.TOOL, "{\"rain\": 1}"));

        assertThat(text).isEqualTo("What is the weather?");
    }

    @Test
    void theLastMessageStandsInWhereNoUserSpeaks() {
        assertThat(of(says(Role.SYSTEM, "Greet."), says(Role.ASSISTANT, "Hi.")))
                .isEqualTo("Greet.\n\nHi.");
    }

    private static String of(Message... messages) {
        return ConversationText.of(List.of(messages));
    }

    private static Message user(String content) {
        return says(Role.USER, content);
    }

    private static Message says(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }
}
