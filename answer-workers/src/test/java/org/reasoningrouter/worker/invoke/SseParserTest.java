package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {

    @Test
    void anEventEndsAtABlankLineAndCommentsAreNone() throws IOException {
        assertThat(events(": ping\n\ndata: one\n\nid: 7\ndata:two\r\n\r\n"))
                .containsExactly("one", "two");
    }

    @Test
    void dataOfManyLinesIsOneEvent() throws IOException {
        assertThat(events("data: a\ndata: b\n\n")).containsExactly("a\nb");
    }

    @Test
    void aLastEventWithoutItsBlankLineCounts() throws IOException {
        assertThat(events("data: a\n\ndata: [DONE]")).containsExactly("a", "[DONE]");
    }

    @Test
    void aCharacterMayBeCutAnywhere() throws IOException {
        var bytes = new OneByOne("data: grün 🙂\n\n".getBytes(StandardCharsets.UTF_8));

        assertThat(events(new SseParser(bytes, 100))).containsExactly("grün 🙂");
    }

    @Test
    void aStreamMayBeCutIntoTwoReadsAnywhere() throws IOException {
        var stream =
                ": ping\r\n\r\ndata: grün 🙂\r\ndata:b\nevent: x\n\n\ndata: {}\n\ndata: [DONE]";
        var bytes = stream.getBytes(StandardCharsets.UTF_8);

        for (var cut = 0; cut <= bytes.length; cut++) {
            var first = new ByteArrayInputStream(bytes, 0, cut);
            var second = new ByteArrayInputStream(bytes, cut, bytes.length - cut);
            assertThat(events(new SseParser(new SequenceInputStream(first, second), 1000)))
                    .as("cut after " + cut + " bytes")
                    .containsExactly("grün 🙂\nb", "{}", "[DONE]");
        }
    }

    @Test
    void dataWithoutTextIsAnEventAndOnlyOneSpaceIsTakenOff() throws IOException {
        assertThat(events("data:\n\ndata\n\ndata:  a \n\ndatas: b\n\n")).containsExactly("", " a ");
    }

    @Test
    void aLineMayBeLongerThanTheBuffer() throws IOException {
        var text = "0123456789".repeat(5_000);
        var stream = "data: a\n\ndata: " + text + "\r\n\ndata: " + text + "\n\n";
        var bytes = new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8));

        assertThat(events(new SseParser(bytes, 1_000_000))).containsExactly("a", text, text);
    }

    @Test
    void aStreamAsLongAsItMayBeIsRead() throws IOException {
        var bytes = "data: 0123456789\n\n".getBytes(StandardCharsets.UTF_8);

        assertThat(events(new SseParser(new OneByOne(bytes), bytes.length)))
                .containsExactly("0123456789");
    }

    @Test
    void aStreamLongerThanItMayBeIsCutOff() {
        var bytes = "data: 0123456789\n\n".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> events(new SseParser(new OneByOne(bytes), 10)))
                .isInstanceOf(SseParser.TooLargeException.class);
    }

    private static List<String> events(String stream) throws IOException {
        var bytes = new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8));
        return events(new SseParser(bytes, 1000));
    }

    private static List<String> events(SseParser parser) throws IOException {
        var events = new ArrayList<String>();
        for (var event = parser.next(); event.isPresent(); event = parser.next()) {
            events.add(event.get());
        }
        return events;
    }

    /// A stream whose every read gives one byte.
    private static final class OneByOne extends InputStream {

        private final ByteArrayInputStream bytes;

        OneByOne(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, Math.min(length, 1));
        }
    }
}
