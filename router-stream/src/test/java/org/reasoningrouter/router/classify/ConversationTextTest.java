package org.reasoningrouter.router.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.router.classify.ConversationText.Reading;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// A word with the blank before it is a token here, and so is every line end; the frame has two.
class ConversationTextTest {

    private static final int LENGTH = 512;
    private static final Pattern TOKEN = Pattern.compile(" *[^\\s]+|\\n| +");
    private static final String PROBLEM =
            "Prove that every group of order fifteen is cyclic and say where you need that";

    private int tokenized;

    @Test
    void oneMessageIsExactlyItsText() {
        assertThat(of(user("  two \n lines "))).isEqualTo(new Reading("  two \n lines ", 0));
        assertThat(of(user(words("x", 5_000)))).isEqualTo(new Reading(words("x", 5_000), 0));
        assertThat(of(user(" "))).isEqualTo(new Reading(" ", 0));
        assertThat(of()).isEqualTo(new Reading("", 0));
        assertThat(of(says(Role.SYSTEM, " "), user("Hi"))).isEqualTo(new Reading("Hi", 0));
    }

    @Test
    void yesGoOnIsReadWithWhatItAnswers() {
        var reading =
                of(
                        says(Role.SYSTEM, "Be exact."),
                        user(PROBLEM),
                        says(Role.ASSISTANT, "By Sylow ... Shall I go on?"),
                        user("yes, go on"));

        assertThat(reading)
                .isEqualTo(
                        new Reading(
                                "Be exact.\n\nBy Sylow ... Shall I go on?\n\n"
                                        + PROBLEM
                                        + "\n\nyes, go on",
                                0));
    }

    @Test
    void ofSystemTextTheStartIsReadAndTheRestIsCounted() {
        var reading = of(says(Role.SYSTEM, words("s", 100)), user("Hello you"));

        assertThat(reading)
                .isEqualTo(
                        new Reading(
                                words("s", ConversationText.SYSTEM_LEAST) + "\n\nHello you", 92));
    }

    @Test
    void aLongerModelReadsMoreSystemText() {
        var messages = List.of(says(Role.SYSTEM, words("s", 100)), user("Hello you"));

        var reading = new ConversationText(this::ends, 64 * 20, 2).read(messages);

        assertThat(reading).isEqualTo(new Reading(words("s", 20) + "\n\nHello you", 80));
    }

    @Test
    void theAnswerShrinksAsTheTurnsBeforeItGrow() {
        var reading =
                of(user(words("u", 48)), says(Role.ASSISTANT, words("a", 300)), user("go on"));

        // A quarter of half the model, less one for the gap.
        assertThat(count(reading, "a")).isEqualTo(LENGTH / 8 - 1);
        assertThat(count(reading, "u")).isEqualTo(48);
        assertThat(reading.leftOut()).isEqualTo(300 - LENGTH / 8 + 1);
        assertThat(reading.text()).startsWith("a0 a1 ").contains(" a299\n\nu0 ");
    }

    @Test
    void anAnswerBehindALongProblemIsLeftOut() {
        var problem = words("u", ConversationText.STANDS_ALONE);

        var reading = of(user(problem), says(Role.ASSISTANT, words("a", 300)), user("go on"));

        assertThat(reading).isEqualTo(new Reading(problem + "\n\ngo on", 300));
    }

    @Test
    void aProblemThatTheAssistantPosesIsRead() {
        var posed = words("a", 200);

        var reading = of(user("Ask me!"), says(Role.ASSISTANT, posed), user("solve it"));

        assertThat(reading).isEqualTo(new Reading(posed + "\n\nAsk me!\n\nsolve it", 0));
    }

    @Test
    void theContextShrinksAsTheLastTurnGrowsUntilItStandsAlone() {
        var half = ConversationText.STANDS_ALONE / 2;
        var before = List.of(user(words("u", 900)), says(Role.ASSISTANT, words("a", 30)));

        var shrunk = of(and(before, user(words("q", half))));
        var alone = of(and(before, user(words("q", 2 * half))));

        assertThat(count(shrunk, "u")).isEqualTo(LENGTH / 2 - 3);
        assertThat(shrunk.text()).startsWith("u0 ").contains(" u899\n\nq0 ");
        assertThat(shrunk.leftOut()).isEqualTo(900 - LENGTH / 2 + 3 + 30);
        assertThat(alone).isEqualTo(new Reading(words("q", 2 * half), 930));
    }

    @Test
    void whatIsReadFillsTheModelAndNoMore() {
        var reading =
                of(
                        says(Role.SYSTEM, words("s", 30)),
                        user(words("u", 30)),
                        says(Role.ASSISTANT, words("a", 30)),
                        user(words("q", 900)));

        assertThat(ends(reading.text())).hasSize(LENGTH - 2);
        assertThat(reading.text()).startsWith("s0 ").contains("\n\nq0 ").endsWith(" q899");
        assertThat(reading.leftOut()).isEqualTo(22 + 30 + 30 + 900 - (LENGTH - 2 - 8 - 2 - 1));
    }

    @Test
    void newerTurnsGoBeforeOlderOnesAndStandInTheirOrder() {
        var reading =
                of(
                        user(words("old", 400)),
                        says(Role.ASSISTANT, "So it is."),
                        user(words("new", 300)),
                        says(Role.ASSISTANT, "Go on?"),
                        user("yes"));

        assertThat(count(reading, "new")).isEqualTo(300);
        // A token of the last turn costs eight of context: 504, and 302 and 3 are taken.
        assertThat(count(reading, "old")).isEqualTo(504 - 302 - 3);
        assertThat(reading.text()).startsWith("old0 ").contains(" old399\n\nnew0 ");
        assertThat(reading.leftOut()).isEqualTo(201 + 3 + 2);
    }

    @Test
    void remarksBetweenAProblemAndItsFollowUpAreLeftOut() {
        var reading =
                of(
                        user(PROBLEM),
                        says(Role.ASSISTANT, "Sylow."),
                        user("why is that so?"),
                        says(Role.ASSISTANT, "Because."),
                        user("and then?"));

        assertThat(reading).isEqualTo(new Reading("Because.\n\n" + PROBLEM + "\n\nand then?", 5));
    }

    @Test
    void wherePeopleOnlyRemarkTheirRemarksAreRead() {
        var reading = of(user("Hi!"), says(Role.ASSISTANT, "Hello."), user("How are you?"));

        assertThat(reading).isEqualTo(new Reading("Hello.\n\nHi!\n\nHow are you?", 0));
    }

    @Test
    void toolOutputBlankTurnsAndWhatFollowsTheLastTurnAreLeftOut() {
        var reading =
                of(
                        user("What is the weather?"),
                        says(Role.ASSISTANT, " "),
                        says(Role.TOOL, "{\"rain\": 1}"),
                        says(Role.ASSISTANT, "It"));

        assertThat(reading).isEqualTo(new Reading("What is the weather?", 3));
    }

    @Test
    void theLastMessageStandsInWhereNoUserSpeaks() {
        assertThat(of(says(Role.SYSTEM, "Greet."), says(Role.ASSISTANT, "Hi.")))
                .isEqualTo(new Reading("Greet.\n\nHi.", 0));
    }

    @Test
    void loneSurrogatesAreReplacedAndPairsAreNeverParted() {
        var reading =
                of(
                        user("Is this \uD83D odd?"),
                        says(Role.ASSISTANT, "\uD83D\uDE00".repeat(400_000)),
                        user("tell me"));

        assertThat(reading.text()).startsWith("\uD83D\uDE00").contains("Is this \uFFFD odd?");
        assertThat(OnnxTokenizer.wellFormed(reading.text())).isEqualTo(reading.text());
        assertThat(reading.leftOut()).isPositive();
    }

    @Test
    void aModelOfFewTokensReadsTheEndsOfTheLastTurn() {
        var conversation = List.of(user(words("u", 50)), user(words("q", 50)));

        for (var length = 2; length < 24; length++) {
            var reading = new ConversationText(this::ends, length, 2).read(conversation);

            assertThat(ends(reading.text())).hasSizeLessThanOrEqualTo(length - 2);
            assertThat(reading.leftOut()).isPositive();
        }
    }

    @Test
    void aThousandTurnsAndAMebibyteAreNotTokenised() {
        var turns = new ArrayList<Message>();
        for (var i = 0; i < 1_000; i++) {
            turns.add(user("go on " + words("u", 170)));
            turns.add(says(Role.ASSISTANT, words("a", 170)));
        }
        turns.add(user("yes"));

        var reading = of(turns);

        assertThat(tokenized).isLessThan(3 * 2 * LENGTH * Passage.CHARACTERS_PER_TOKEN);
        assertThat(ends(reading.text())).hasSizeGreaterThan(480).hasSizeLessThan(LENGTH - 1);
        assertThat(reading.leftOut()).isGreaterThan(10_000);
    }

    @Test
    void whatIsReadAndLeftOutIsAllThereIs() {
        var conversation =
                List.of(
                        says(Role.SYSTEM, words("s", 40)),
                        user(words("u", 300)),
                        says(Role.ASSISTANT, words("b", 20)),
                        user("why?"),
                        says(Role.TOOL, words("t", 30)),
                        says(Role.ASSISTANT, words("a", 300)),
                        user(words("q", 10)));

        var reading = of(conversation);

        var words = Arrays.stream(reading.text().split("\\s+")).toList();
        assertThat(words).doesNotHaveDuplicates();
        assertThat(words.size() + reading.leftOut()).isEqualTo(40 + 300 + 20 + 1 + 30 + 300 + 10);
    }

    private Reading of(Message... messages) {
        return of(List.of(messages));
    }

    private Reading of(List<Message> messages) {
        return new ConversationText(this::ends, LENGTH, 2).read(messages);
    }

    private int[] ends(String text) {
        tokenized += text.length();
        return TOKEN.matcher(text).results().mapToInt(token -> token.end()).toArray();
    }

    private static List<Message> and(List<Message> before, Message last) {
        var all = new ArrayList<>(before);
        all.add(last);
        return all;
    }

    private static long count(Reading reading, String prefix) {
        return Arrays.stream(reading.text().split("\\s+"))
                .filter(word -> word.matches(prefix + "\\d+"))
                .count();
    }

    private static String words(String prefix, int count) {
        return String.join(" ", IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }

    private static Message user(String content) {
        return says(Role.USER, content);
    }

    private static Message says(Role role, String content) {
        return Message.newBuilder().setRole(role).setContent(content).build();
    }
}
