package org.reasoningrouter.grade;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;

/// Writes prompts that were asked both ways, and graded, as the classifier's recipe reads them
/// (`train.py --pairs`), and `router evaluate`, `calibrate` and `replay --outcomes` as well: one
/// file for all.
///
/// What says nothing of thinking is not lost: a prompt whose every thought was cut is written with
/// `thinking_truncated`, which all of them leave out, and what could not be graded is counted.
public final class TrainingSet implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer out;
    private long pairs;
    private long cutOff;
    private long ungraded;

    /// What became of the prompts.
    ///
    /// @param pairs written, and fit to learn from
    /// @param cutOff written with `thinking_truncated`
    /// @param ungraded not written: no answer of one way, or none that could be graded
    public record Counts(long pairs, long cutOff, long ungraded) {}

    /// A set that is written line by line.
    ///
    /// @param out closed with this
    public TrainingSet(Writer out) {
        this.out = out;
    }

    /// Writes one prompt with its answers of both ways, one or more each.
    public void add(Prompt prompt, List<PairedSample> fast, List<PairedSample> thinking)
            throws IOException {
        if (isMissing(fast) || isMissing(thinking)) {
            ungraded++;
            return;
        }
        var line = line(prompt, Way.of(fast), Way.of(thinking));
        whence(line, Stream.concat(fast.stream(), thinking.stream()).toList());
        out.write(line.toString());
        out.write('\n');
    }

    public Counts counts() {
        return new Counts(pairs, cutOff, ungraded);
    }

    private static boolean isMissing(List<PairedSample> samples) {
        return samples.stream().noneMatch(PairedSample::isGraded);
    }

    private ObjectNode line(Prompt prompt, Way fast, Way thinking) {
        var isCut = fast.cut() || thinking.cut();
        cutOff += isCut ? 1 : 0;
        pairs += isCut ? 0 : 1;
        var json = JSON.createObjectNode();
        json.put("id", prompt.getPromptId()).put("text", text(prompt));
        for (var name : List.of("source", "task", "family", "language")) {
            var value = prompt.getAttributes().get(name);
            if (value != null) {
                json.put(name, value);
            }
        }
        json.put("tenant", prompt.getTenant());
        json.put("lane", prompt.getLane().name().toLowerCase(Locale.ROOT));
        json.put("fast", fast.score()).put("thinking", thinking.score());
        json.put("help", thinking.score() * (1 - fast.score()));
        json.put("n", Math.min(fast.answers(), thinking.answers()));
        json.put("fast_tokens", fast.tokens()).put("thinking_tokens", thinking.tokens());
        json.put("thinking_truncated", isCut);
        return json;
    }

    private static void whence(ObjectNode line, List<PairedSample> samples) {
        line.put(
                "graders",
                samples.stream()
                        .map(PairedSample::grader)
                        .filter(it -> !it.isEmpty())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(",")));
        line.put("simulated", samples.stream().anyMatch(PairedSample::simulated));
    }

    /// A conversation without its roles, as the router reads a short one.
    private static String text(Prompt prompt) {
        return prompt.getMessages().stream()
                .filter(it -> it.getRole() != Role.TOOL && !it.getContent().isBlank())
                .map(Message::getContent)
                .collect(Collectors.joining("\n\n"));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
