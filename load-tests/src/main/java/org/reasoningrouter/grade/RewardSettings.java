package org.reasoningrouter.grade;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// A reward model over HTTP.
///
/// @param url that takes the POST; it stands in verdicts, so it must hold no secret
/// @param key the secret; it goes into a header and nowhere else
/// @param patience for one call
/// @param attempts calls for one score, when the server is to blame
/// @param pause before the second; it doubles from one to the next
public record RewardSettings(
        URI url, Optional<String> key, Duration patience, int attempts, Duration pause) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    public RewardSettings {
        var isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the reward model's url must be http or https, with a host and without a user");
        }
        if (attempts < 1 || !patience.isPositive() || pause.isNegative()) {
            throw new IllegalArgumentException(
                    "a reward model needs attempts and patience: %d, %s"
                            .formatted(attempts, patience));
        }
    }

    public static RewardSettings of(String url, Optional<String> key) {
        return new RewardSettings(uri(url), key, PATIENCE, ATTEMPTS, PAUSE);
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the reward model's url is none: " + url, e);
        }
    }

    @Override
    public String toString() {
        return "RewardSettings[" + url + "]";
    }
}
