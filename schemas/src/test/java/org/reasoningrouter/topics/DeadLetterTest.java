package org.reasoningrouter.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void saysWhyAndWhereFromInTheHeadersOfKip1034() {
        var letter = new DeadLetter("prompts", 3, 42, "undecodable", "schema 7: EOFException, ü");

        var headers = new LinkedHashMap<String, String>();
        letter.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));

        assertThat(headers)
                .isEqualTo(
                        Map.of(
                                "__streams.errors.exception", "undecodable",
                                "__streams.errors.message", "schema 7: EOFException, ü",
                                "__streams.errors.topic", "prompts",
                                "__streams.errors.partition", "3",
                                "__streams.errors.offset", "42"));
    }
}
