package org.reasoningrouter.router.classify;

import java.util.ArrayDeque;
import java.util.List;
import java.util.StringJoiner;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// A conversation as the one text that a classifier judges.
///
/// - One user message and nothing else: exactly its text, which is what the model was trained on.
/// - Longer: system text, earlier turns and the last user turn, oldest first, parted by blank lines
///   and without role names. The last user turn is whole. All before it is context and shares
///   [#CONTEXT] characters less the length of the last turn, so that a long question stands alone:
///   at most [#SYSTEM] of them for the start of the system text, then at most [#ANSWERED] for the
///   end of the assistant turn that the last turn answers ("yes, go on"), then the starts of
///   earlier user turns, newest first, where the problem stands.
/// - Tool output and blank messages are left out. Without a user turn the last message takes its
///   place.
final class ConversationText {

    static final int CONTEXT = 1_200;
    static final int SYSTEM = 300;
    static final int ANSWERED = 300;

    private static final String PART = "\n\n";

    private final List<Message> messages;
    private final int last;
    private int budget;

    private ConversationText(List<Message> messages, int last) {
        this.messages = messages;
        this.last = last;
        this.budget = Math.max(0, CONTEXT - messages.get(last).getContent().length());
    }

    static String of(List<Message> conversation) {
        var messages = conversation.stream().filter(m -> !m.getContent().isBlank()).toList();
        if (messages.isEmpty()) {
            return conversation.isEmpty() ? "" : conversation.getLast().getContent();
        }
        var lastUser = messages.size() - 1;
        while (lastUser > 0 && messages.get(lastUser).getRole() != Role.USER) {
            lastUser--;
        }
        var hasUser = messages.get(lastUser).getRole() == Role.USER;
        return new ConversationText(messages, hasUser ? lastUser : messages.size() - 1).text();
    }

    private String text() {
        var system = head(system(), SYSTEM);
        var text = new StringJoiner(PART);
        var earlier = earlier();
        if (!system.isEmpty()) {
            text.add(system);
        }
        earlier.forEach(text::add);
        return text.add(messages.get(last).getContent()).toString();
    }

    private String system() {
        var system = new StringJoiner(PART);
        messages.subList(0, last).stream()
                .filter(m -> m.getRole() == Role.SYSTEM)
                .forEach(m -> system.add(m.getContent()));
        return system.toString();
    }

    private Iterable<String> earlier() {
        var earlier = new ArrayDeque<String>();
        var answered = false;
        for (var turn : messages.subList(0, last).reversed()) {
            var part =
                    switch (turn.getRole()) {
                        case ASSISTANT -> answered ? "" : tail(turn.getContent(), ANSWERED);
                        case USER -> head(turn.getContent(), CONTEXT);
                        case SYSTEM, TOOL -> "";
                    };
            answered |= turn.getRole() == Role.ASSISTANT;
            if (!part.isEmpty()) {
                earlier.addFirst(part);
            }
        }
        return earlier;
    }

    private String head(String content, int most) {
        var kept = Math.min(content.length(), Math.min(most, budget));
        budget -= kept;
        return content.substring(0, kept);
    }

    private String tail(String content, int most) {
        var kept = Math.min(content.length(), Math.min(most, budget));
        budget -= kept;
        return content.substring(content.length() - kept);
    }
}
