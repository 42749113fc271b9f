package org.reasoningrouter.grade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a judge is asked, by version, and how its ruling is read.
///
/// A changed text is a new version and a new file: the version stands in every verdict.
record JudgePrompt(String version, String text) {

    private static final String NEWEST = "1";
    private static final Pattern PLACE = Pattern.compile("\\{(question|first|second)}");
    private static final Pattern RULING =
            Pattern.compile("verdict\\W{1,6}(1|2|equal)\\b", Pattern.CASE_INSENSITIVE);

    /// Which of two answers a judge prefers.
    enum Ruling {
        FIRST,
        SECOND,
        EQUAL
    }

    static JudgePrompt newest() {
        return of(NEWEST);
    }

    private static JudgePrompt of(String version) {
        var name = "judge-" + version + ".txt";
        try (var in = JudgePrompt.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the judge's prompt is missing: " + name);
            }
            return new JudgePrompt(
                    version, new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The prompt for one order of two answers. What the texts hold is not replaced again.
    String of(String question, String first, String second) {
        return PLACE.matcher(text)
                .replaceAll(place ->
                        Matcher.quoteReplacement(
                                switch (place.group(1)) {
                                    case "question" -> question;
                                    case "first" -> first;
                                    default -> second;
                                }));
    }

    /// The last ruling of a reply; empty where it holds none.
    static Optional<Ruling> rulingIn(String reply) {
        return RULING.matcher(reply).results().reduce((_, it) -> it).map(it -> ruling(it.group(1)));
    }

    private static Ruling ruling(String word) {
        return switch (word) {
            case "1" -> Ruling.FIRST;
            case "2" -> Ruling.SECOND;
            default -> Ruling.EQUAL;
        };
    }
}
