package org.reasoningrouter.bench;

/// What a model has done.
///
/// @param encodeNanos CPU time of the tokeniser
/// @param scoreNanos CPU time of the model
/// @param computed tokens, padding included
public record ModelWork(
        long encodeNanos, long scoreNanos, long calls, long scored, long tokens, long computed) {

    static final ModelWork NONE = new ModelWork(0, 0, 0, 0, 0, 0);

    ModelWork since(ModelWork before) {
        return new ModelWork(
                encodeNanos - before.encodeNanos,
                scoreNanos - before.scoreNanos,
                calls - before.calls,
                scored - before.scored,
                tokens - before.tokens,
                computed - before.computed);
    }

    /// The share of what was computed that was padding; no number where nothing was.
    public double paddingWaste() {
        return computed == 0 ? Double.NaN : 1 - (double) tokens / computed;
    }

    /// How full the batches were.
    double batchFill(int most) {
        return calls == 0 ? Double.NaN : (double) scored / calls / most;
    }
}
