package org.reasoningrouter.router.decide;

import java.util.Optional;
import java.util.regex.Pattern;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;

/// The newest `/think` or `/no_think` that a user or the system wrote, the switches hybrid models
/// know.
final class Hint {

    // A word of its own: no part of a path, an address or a longer word.
    private static final Pattern SWITCH =
            Pattern.compile("(?<![\\w/.:-])/(no_)?think(?![\\w/-]|\\.\\w)");

    private Hint() {}

    static Optional<Route> in(Prompt prompt) {
        for (var message : prompt.getMessages().reversed()) {
            var hint = isAsked(message) ? newest(message.getContent()) : Optional.<Route>empty();
            if (hint.isPresent()) {
                return hint;
            }
        }
        return Optional.empty();
    }

    private static boolean isAsked(Message message) {
        return message.getRole() == Role.USER || message.getRole() == Role.SYSTEM;
    }

    private static Optional<Route> newest(String text) {
        // The pattern tries every place of the text; hardly a text has either of its words.
        if (!text.contains("/think") && !text.contains("/no_think")) {
            return Optional.empty();
        }
        var newest = Optional.<Route>empty();
        var matcher = SWITCH.matcher(text);
        while (matcher.find()) {
            newest = Optional.of(matcher.group(1) == null ? Route.THINKING : Route.FAST);
        }
        return newest;
    }
}
