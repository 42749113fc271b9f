package org.reasoningrouter.router.admit;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;

/// How many UTF-8 bytes the texts of a prompt take, and whether a text came in whole.
final class TextSize {

    // Avro's lengths and tags around each text, rounded up.
    private static final int AROUND = 8;

    private TextSize() {}

    static long of(List<Message> messages) {
        var bytes = 0L;
        for (var message : messages) {
            bytes += utf8(message.getContent());
        }
        return bytes;
    }

    /// Everything of a prompt that is not its text, what stands around each message included: a
    /// million empty messages are no text and still do not fit.
    static long beside(Prompt prompt) {
        var attributes = prompt.getAttributes();
        return utf8(prompt.getPromptId())
                + (long) AROUND * prompt.getMessages().size()
                + utf8(prompt.getTenant())
                + utf8(prompt.getReference())
                + utf8(prompt.getTraceparent())
                + utf8(attributes.keySet())
                + utf8(attributes.values())
                + prompt.getGeneration().map(TextSize::of).orElse(0L);
    }

    private static long of(Generation generation) {
        return utf8(generation.getStop()) + utf8(generation.getResponseFormat());
    }

    private static long utf8(Collection<String> texts) {
        var bytes = 0L;
        for (var text : texts) {
            bytes += AROUND + utf8(text);
        }
        return bytes;
    }

    private static long utf8(Optional<String> text) {
        return text.map(TextSize::utf8).orElse(0L);
    }

    private static long utf8(String text) {
        var bytes = 0L;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            // Each half of a pair stands for two of its four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /// Whether bytes were lost before the text came here.
    static boolean isDamaged(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\uFFFD') {
                return true;
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isPair(String text, int i) {
        return i + 1 < text.length()
                && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
