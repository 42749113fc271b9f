package org.reasoningrouter.replay;

import java.util.List;
import java.util.stream.Collectors;
import org.reasoningrouter.grade.Graded;
import org.reasoningrouter.replay.input.InputRow.Taken;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Result;
import org.reasoningrouter.wire.Role;

/// A row of the input with everything that came of it, in the order of its askings.
record Answered(Taken row, List<Result> results) {

    Answered {
        results = List.copyOf(results);
    }

    Prompt prompt() {
        return row.prompt();
    }

    boolean hasReference() {
        return prompt().getReference().filter(it -> !it.isBlank()).isPresent();
    }

    /// What there is to grade of one result.
    Graded graded(Result result) {
        return new Graded(
                prompt().getPromptId(),
                prompt().getMessages().stream()
                        .filter(message -> message.getRole() == Role.USER)
                        .map(Message::getContent)
                        .collect(Collectors.joining("\n")),
                prompt().getReference().orElse(""),
                result.getAnswer().orElse(""));
    }

    /// About how many characters it holds in memory.
    long length() {
        return prompt().getMessages().stream().mapToLong(it -> it.getContent().length()).sum()
                + results.stream().mapToLong(it -> it.getAnswer().orElse("").length()).sum();
    }
}
