package org.reasoningrouter.replay.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.reasoningrouter.replay.input.RawRow.Broken;
import org.reasoningrouter.replay.input.RawRow.Read;

/// JSON objects, one on each line.
///
/// Bytes that are no UTF-8 become U+FFFD here, for which the router rejects the prompt with its
/// reason.
final class JsonLinesInput implements RowReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Above every prompt that the topic takes, escapes included; a longer line is no prompt, and
    /// must not fill the memory.
    private static final int MOST_CHARACTERS = 16 << 20;

    private final BufferedReader lines;
    private final StringBuilder line = new StringBuilder();
    private long number;

    JsonLinesInput(InputStream bytes) {
        lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<RawRow> next() throws IOException {
        while (readLine()) {
            number++;
            if (line.length() > MOST_CHARACTERS) {
                return Optional.of(new Broken(number, "the line is longer than 16 MiB"));
            }
            if (!line.toString().isBlank()) {
                return Optional.of(row());
            }
        }
        return Optional.empty();
    }

    // Holds one character more than the most when the line is too long, and passes over the rest.
    private boolean readLine() throws IOException {
        line.setLength(0);
        var c = lines.read();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n'; c = lines.read()) {
            if (line.length() <= MOST_CHARACTERS) {
                line.append((char) c);
            }
        }
        return true;
    }

    private RawRow row() {
        try {
            return JSON.readTree(line.toString()) instanceof ObjectNode fields
                    ? new Read(number, fields)
                    : new Broken(number, "expected a JSON object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var column = at == null ? "" : " at column " + at.getColumnNr();
            return new Broken(number, "no valid JSON" + column);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
