package org.reasoningrouter.worker.invoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;

class TokenCountTest {

    private final TokenCount thought = new TokenCount(300, 100, 30, 10, OptionalLong.empty());
    private final TokenCount plain = new TokenCount(0, 100, 0, 10, OptionalLong.empty());

    @Test
    void theServersOwnCountIsBest() {
        assertThat(thought.usage(reported(OptionalLong.of(40), OptionalLong.of(25))))
                .isEqualTo(usage(25, 15, TokenSource.SERVER));
    }

    @Test
    void aReportedZeroBesideReasoningTextStandsForNotCounted() {
        assertThat(thought.usage(reported(OptionalLong.of(40), OptionalLong.of(0))))
                .isEqualTo(usage(30, 10, TokenSource.CHARACTERS));
    }

    @Test
    void tokenIdsAreCountedWhereTheServerDoesNot() {
        var ids = new TokenCount(300, 100, 30, 10, OptionalLong.of(28));

        assertThat(ids.usage(reported(OptionalLong.of(40), OptionalLong.empty())))
                .isEqualTo(usage(28, 12, TokenSource.SERVER));
        assertThat(ids.usage(reported(OptionalLong.of(40), OptionalLong.of(25))))
                .isEqualTo(usage(25, 15, TokenSource.SERVER));
    }

    @Test
    void withoutReasoningTheServersTotalIsTheAnswer() {
        assertThat(plain.usage(reported(OptionalLong.of(40), OptionalLong.empty())))
                .isEqualTo(usage(0, 40, TokenSource.SERVER));
    }

    @Test
    void chunksAreCountedWhereTheServerSaysNothing() {
        assertThat(thought.usage(Optional.empty()))
                .isEqualTo(
                        Usage.newBuilder()
                                .setReasoningTokens(30)
                                .setAnswerTokens(10)
                                .setSource(TokenSource.CHUNKS)
                                .build());
    }

    @Test
    void nothingSeenIsNothingCounted() {
        assertThat(
                        new TokenCount(0, 0, 0, 0, OptionalLong.empty())
                                .usage(Optional.empty())
                                .getSource())
                .isEqualTo(TokenSource.NONE);
    }

    private static Optional<ReportedUsage> reported(OptionalLong output, OptionalLong reasoning) {
        return Optional.of(new ReportedUsage(7, 2, output, reasoning));
    }

    private static Usage usage(long reasoning, long answer, TokenSource source) {
        return Usage.newBuilder()
                .setInputTokens(7)
                .setCachedTokens(2)
                .setReasoningTokens(reasoning)
                .setAnswerTokens(answer)
                .setSource(source)
                .build();
    }
}
