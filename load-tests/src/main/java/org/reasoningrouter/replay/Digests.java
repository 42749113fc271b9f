package org.reasoningrouter.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// What tells one text or file from another.
final class Digests {

    /// Bytes of a key that stand for an id.
    private static final int ID = 16;

    private Digests() {}

    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String of(Path file) throws IOException {
        var digest = sha256();
        try (var sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(file, sink);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// A key by which entries of one id stand together, in the order of their numbers.
    static byte[] key(String id, long number) {
        var digest = sha256().digest(id.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(ID + Long.BYTES).put(digest, 0, ID).putLong(number).array();
    }

    /// Compares the ids of two such keys; 0 where it is the same one.
    static int compareIds(byte[] key, byte[] other) {
        return Arrays.compareUnsigned(key, 0, ID, other, 0, ID);
    }

    /// The number in such a key, as bytes.
    static byte[] number(byte[] key) {
        return Arrays.copyOfRange(key, ID, key.length);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
