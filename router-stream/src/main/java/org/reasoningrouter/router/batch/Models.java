package org.reasoningrouter.router.batch;

import java.util.Optional;
import org.reasoningrouter.router.classify.Classifier;

/// What a batcher asks: one model, or a cheap first one before it.
///
/// @param main the only model, or the second of a cascade
/// @param cacheBytes what each model's scores of earlier prompts may take; 0 keeps none
public record Models(Optional<First> first, Classifier main, long cacheBytes) {

    /// A model that decides what it is sure of.
    public record First(Classifier classifier, Band band) {}

    public Models {
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("model.cache must be at least 0: " + cacheBytes);
        }
        var second = main.version();
        first.ifPresent(it -> it.band().requireModels(it.classifier().version(), second));
    }

    /// One model that remembers nothing.
    public static Models only(Classifier classifier) {
        return new Models(Optional.empty(), classifier, 0);
    }

    /// As decisions carry it: `<model>`, or `<first>><second>`.
    String version() {
        return first.map(it -> it.classifier().version() + ">").orElse("") + main.version();
    }
}
