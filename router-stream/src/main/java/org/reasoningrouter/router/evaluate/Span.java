package org.reasoningrouter.router.evaluate;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.reasoningrouter.wire.Message;

/// A piece of one message of a prompt.
///
/// @param message its place in the prompt, from 0
/// @param start in chars, as `end`, which is not part of it
record Span(int message, int start, int end) {

    Span {
        if (start < 0 || start >= end) {
            throw new IllegalArgumentException("a span must hold text: " + start + " to " + end);
        }
    }

    String in(List<Message> prompt) {
        return prompt.get(message).getContent().substring(start, end);
    }

    /// The prompt without this piece.
    List<Message> leftOutOf(List<Message> prompt) {
        var whole = prompt.get(message);
        var content = whole.getContent();
        var rest = content.substring(0, start) + content.substring(end);
        var without = new ArrayList<>(prompt);
        without.set(message, Message.newBuilder(whole).setContent(rest).build());
        return without;
    }

    /// Lines, and sentences within them; each takes the blanks behind it along, so that together
    /// they are the whole prompt.
    static List<Span> sentences(List<Message> prompt) {
        var spans = new ArrayList<Span>();
        for (var i = 0; i < prompt.size(); i++) {
            var content = prompt.get(i).getContent();
            for (var line = 0; line < content.length(); ) {
                var end = content.indexOf('\n', line) + 1;
                var whole = new Span(i, line, end == 0 ? content.length() : end);
                split(spans, whole, content, BreakIterator.getSentenceInstance(Locale.ROOT));
                line = whole.end();
            }
        }
        return spans;
    }

    /// Its words: what a line may be broken into, so single characters in a text without blanks.
    List<Span> words(List<Message> prompt) {
        var spans = new ArrayList<Span>();
        var content = prompt.get(message).getContent();
        split(spans, this, content, BreakIterator.getLineInstance(Locale.ROOT));
        return spans;
    }

    /// Neighbours together, so that there are at most so many; pieces of two messages stay apart.
    static List<Span> atMost(int most, List<Span> spans) {
        var size = Math.ceilDiv(spans.size(), most);
        var groups = new ArrayList<Span>();
        var grouped = 0;
        for (var span : spans) {
            var joins = grouped % size != 0 && groups.getLast().message() == span.message();
            if (joins) {
                var first = groups.removeLast();
                groups.add(new Span(first.message(), first.start(), span.end()));
            } else {
                groups.add(span);
                grouped = 0;
            }
            grouped++;
        }
        return groups;
    }

    private static void split(List<Span> spans, Span whole, String content, BreakIterator breaks) {
        breaks.setText(content.substring(whole.start, whole.end));
        var from = 0;
        for (var to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            add(spans, new Span(whole.message, whole.start + from, whole.start + to), content);
            from = to;
        }
    }

    /// A blank piece is part of the one before it.
    private static void add(List<Span> spans, Span span, String content) {
        var blank = content.substring(span.start, span.end).isBlank();
        if (blank && !spans.isEmpty() && spans.getLast().message == span.message) {
            var before = spans.removeLast();
            spans.add(new Span(span.message, before.start, span.end));
        } else {
            spans.add(span);
        }
    }
}
