package org.reasoningrouter.router.admit;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Prompt;

/// A prompt's body as 32 bytes: the SHA-256 of every field but the trace context, which a
/// producer's own retry may change.
///
/// Fields are written by hand rather than through Avro, so that a newer schema or another order of
/// the attributes leaves the fingerprint as it was.
final class Fingerprint {

    private final DataOutputStream out;

    private Fingerprint(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    static byte[] of(Prompt prompt) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            new Fingerprint(new DigestOutputStream(OutputStream.nullOutputStream(), digest))
                    .write(prompt);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing here writes to a device
        }
    }

    private void write(Prompt prompt) throws IOException {
        text(prompt.getPromptId());
        out.writeInt(prompt.getMessages().size());
        for (var message : prompt.getMessages()) {
            text(message.getRole().name());
            text(message.getContent());
        }
        text(prompt.getTenant());
        text(prompt.getLane().name());
        text(prompt.getMode().name());
        optional(prompt.getTimeLimitMs());
        optional(prompt.getMaxThinkingTokens());
        optional(prompt.getMaxAnswerTokens());
        write(prompt.getGeneration());
        optional(prompt.getReference());
        var attributes = new TreeMap<>(prompt.getAttributes());
        texts(attributes.keySet());
        texts(attributes.values());
    }

    private void write(Optional<Generation> generation) throws IOException {
        out.writeBoolean(generation.isPresent());
        if (generation.isPresent()) {
            optional(generation.get().getTemperature());
            optional(generation.get().getTopP());
            texts(generation.get().getStop());
            optional(generation.get().getResponseFormat());
            optional(generation.get().getSeed());
        }
    }

    private void texts(Collection<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (var text : texts) {
            text(text);
        }
    }

    private void optional(Optional<?> value) throws IOException {
        out.writeBoolean(value.isPresent());
        text(value.map(Object::toString).orElse(""));
    }

    private void text(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
