package org.reasoningrouter.router.batch;

import org.reasoningrouter.router.classify.Classification.Scored;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.Score;
import org.reasoningrouter.router.classify.Tokens;
import org.reasoningrouter.router.measure.ModelMeters;

/// A classifier in its place, and what is remembered of it.
///
/// @param stage of the cascade, from 1
record Model(Classifier classifier, int stage, ScoreCache cache, ModelMeters meters) {

    /// @param batchSize prompts scored in the same call; 0 when the score was remembered
    Scored scored(Score score, Tokens tokens, int batchSize) {
        return new Scored(score, tokens.counted(), tokens.truncated(), batchSize, stage);
    }
}
