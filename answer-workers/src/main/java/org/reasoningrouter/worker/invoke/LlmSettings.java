package org.reasoningrouter.worker.invoke;

import java.net.URI;
import java.time.Duration;

/// Where a model server is and how much of it is borne with.
///
/// @param url the base, ending before `/chat/completions`; it stands in attempts, so it must hold
///   no secret
/// @param readPause the longest time that what a stream brought may lie unread; zero for none
/// @param mostBytes the most that one call may send, reasoning and markup included
/// @param mostAnswerChars the most that an answer may hold, with the thought where it is kept
public record LlmSettings(
        String url, Clocks clocks, Duration readPause, long mostBytes, int mostAnswerChars) {

    public LlmSettings {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!isHttp(url)) {
            throw new IllegalArgumentException(
                    "the model server's url must be http or https, with a host and without a user");
        }
        if (readPause.isNegative()) {
            throw new IllegalArgumentException("the read pause must not be negative: " + readPause);
        }
        if (mostBytes < 1 || mostAnswerChars < 1) {
            throw new IllegalArgumentException(
                    "the most a server may send must be at least 1: "
                            + mostBytes
                            + " bytes, "
                            + mostAnswerChars
                            + " characters");
        }
    }

    /// Below it stand the pages that are no part of the API: the base without its version.
    String root() {
        return url.endsWith("/v1") ? url.substring(0, url.length() - "/v1".length()) : url;
    }

    private static boolean isHttp(String url) {
        try {
            var uri = URI.create(url);
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
