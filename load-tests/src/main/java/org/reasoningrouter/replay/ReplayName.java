package org.reasoningrouter.replay;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a replay is called, on its topics and groups.
final class ReplayName {

    /// Leaves room for what stands before and behind it in a topic's name.
    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

    private static final int MOST = 40;
    private static final int RANDOM = 3;

    private ReplayName() {}

    /// A name of the folder's and a few random characters, so that no two replays share one.
    static String of(Path folder) {
        var word =
                String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        var random = new byte[RANDOM];
        new SecureRandom().nextBytes(random);
        var begin = word.isEmpty() ? "run" : word.substring(0, Math.min(MOST, word.length()));
        return begin + "-" + HexFormat.of().formatHex(random);
    }

    /// @throws IllegalArgumentException when no topic can be called so
    static String require(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "--name must be of small letters, digits and dashes, 80 at most: " + name);
        }
        return name;
    }
}
