package org.reasoningrouter.router.batch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.Optional;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;

/// Scores of earlier prompts, for prompts that read the same to one model.
///
/// Threads share it. A score is found by the model's version, the tenant and the token ids of the
/// whole input, never across tenants. Only the score is kept: the policy decides anew each time.
final class ScoreCache {

    /// What an entry takes beside its ids, labels and tenant: key, score and the cache's own node.
    private static final int ENTRY_BYTES = 256;

    private final String model;
    private final Optional<Cache<Input, Score>> scores;

    /// @param bytes what it may take; 0 keeps nothing
    ScoreCache(String model, long bytes) {
        this.model = model;
        // Evicting on the caller's thread costs little, and the bound holds whenever it returns.
        this.scores =
                Optional.of(bytes)
                        .filter(most -> most > 0)
                        .map(most ->
                                Caffeine.newBuilder()
                                        .maximumWeight(most)
                                        .weigher(ScoreCache::bytes)
                                        .executor(Runnable::run)
                                        .build());
    }

    boolean isOn() {
        return scores.isPresent();
    }

    Optional<Score> find(String tenant, Tokens tokens) {
        return scores.map(cache -> cache.getIfPresent(new Input(model, tenant, tokens.ids())));
    }

    /// Keeps a score that is a number.
    void keep(String tenant, Tokens tokens, Score score) {
        if (score.isNumber()) {
            scores.ifPresent(cache -> cache.put(new Input(model, tenant, tokens.ids()), score));
        }
    }

    private static int bytes(Input input, Score score) {
        return ENTRY_BYTES
                + Long.BYTES * input.ids.length
                + Character.BYTES * input.tenant.length()
                + 3 * Double.BYTES * score.shares().size();
    }

    /// What a model is asked, by value.
    private static final class Input {

        private final String model;
        private final String tenant;
        private final long[] ids;

        private Input(String model, String tenant, long[] ids) {
            this.model = model;
            this.tenant = tenant;
            this.ids = ids;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Input input
                    && model.equals(input.model)
                    && tenant.equals(input.tenant)
                    && Arrays.equals(ids, input.ids);
        }

        @Override
        public int hashCode() {
            return 31 * tenant.hashCode() + Arrays.hashCode(ids);
        }
    }
}
