package org.reasoningrouter.router.decide;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.reasoningrouter.wire.ThinkingLengths;

/// What finished thoughts have taught so far, by class of prompts. Threads share it: one learns,
/// all decide.
///
/// A class beyond the most is not taken in; its prompts go by the policy alone.
public final class LearnedLengths {

    private final int mostClasses;
    private final Map<String, ThinkingLengths> byKey = new ConcurrentHashMap<>();

    public LearnedLengths(int mostClasses) {
        if (mostClasses < 1) {
            throw new IllegalArgumentException("mostClasses must be at least 1: " + mostClasses);
        }
        this.mostClasses = mostClasses;
    }

    /// Takes in the newest lengths of a class, without the buckets behind them.
    ///
    /// @param key of `control`
    public void learn(String key, ThinkingLengths lengths) {
        if (byKey.containsKey(key) || byKey.size() < mostClasses) {
            byKey.put(key, ThinkingLengths.newBuilder(lengths).setBuckets(List.of()).build());
        }
    }

    public void forget(String key) {
        byKey.remove(key);
    }

    /// How many classes are known.
    public int classes() {
        return byKey.size();
    }

    Optional<ThinkingLengths> of(PromptClass prompts) {
        return Optional.ofNullable(byKey.get(prompts.key()));
    }
}
