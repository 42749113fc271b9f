package org.reasoningrouter.replay.output;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes rows as JSON lines, and tells by one digest whether two replays found the same.
public final class JsonRows implements RowSink {

    private final Writer out;
    private final MessageDigest digest;

    /// Takes the writer over.
    public JsonRows(Writer out) {
        this.out = out;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void row(ReplayRow row) throws IOException {
        var json = RowJson.of(row);
        out.write(json.toString());
        out.write('\n');
        digest.update(RowJson.lasting(json).getBytes(StandardCharsets.UTF_8));
    }

    /// Of all rows without what was measured; to be asked once.
    public String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
