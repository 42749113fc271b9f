package org.reasoningrouter.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.reasoningrouter.load.guarantee.Evidence.Fingerprint;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;

/// Fingerprints of what must stay the same from the prompt to the worker.
final class Fingerprints {

    private Fingerprints() {}

    static Fingerprint of(Prompt prompt) {
        return of(prompt.getTenant(), prompt.getLane(), prompt.getMessages());
    }

    static Fingerprint of(Request request) {
        var decision = request.getDecision();
        return of(decision.getTenant(), decision.getLane(), request.getMessages());
    }

    private static Fingerprint of(String tenant, Lane lane, List<Message> messages) {
        var digest = sha256();
        for (var message : messages) {
            digest.update(message.getRole().name().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(message.getContent().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return new Fingerprint(tenant, lane, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
