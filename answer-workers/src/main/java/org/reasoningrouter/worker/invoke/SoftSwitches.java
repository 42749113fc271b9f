package org.reasoningrouter.worker.invoke;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;

/// What becomes of `/think` and `/no_think`, which Qwen3 takes from what users and the system
/// write.
///
/// The router decides by the newest of them already. A server that is switched by a field of its
/// own gets no second word on it; one that has none is switched by them.
public enum SoftSwitches {
    /// Taken out of the messages.
    STRIP,
    /// Left where they are.
    PASS,
    /// Taken out where the server's family has a switch of its own.
    AUTO;

    // A word of its own: no part of a path, an address or a longer word. The router reads it alike.
    private static final Pattern SWITCH =
            Pattern.compile("(?<![\\w/.:-])/(?:no_)?think(?![\\w/-]|\\.\\w)[ \\t]?");

    /// The messages as they are sent.
    ///
    /// @param switched whether the family has a switch of its own
    List<Message> in(List<Message> messages, boolean switched) {
        return switch (this) {
            case STRIP -> stripped(messages);
            case PASS -> messages;
            case AUTO -> switched ? stripped(messages) : messages;
        };
    }

    // A message that held nothing else is gone, because strict servers refuse a blank one.
    private static List<Message> stripped(List<Message> messages) {
        var kept = messages.stream().flatMap(message -> stripped(message).stream()).toList();
        return kept.isEmpty() ? messages : kept;
    }

    private static Optional<Message> stripped(Message message) {
        var asked = message.getRole() == Role.USER || message.getRole() == Role.SYSTEM;
        var matcher = SWITCH.matcher(message.getContent());
        if (!asked || !matcher.find()) {
            return Optional.of(message);
        }
        var text = matcher.replaceAll("").stripTrailing();
        return text.isBlank()
                ? Optional.empty()
                : Optional.of(Message.newBuilder(message).setContent(text).build());
    }
}
