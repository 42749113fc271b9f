package org.reasoningrouter.bench;

/// What a model has done.
///
/// @param encodeNanos CPU time of the tokeniser
/// @param scoreNanos CPU time of the model
/// @param computed tokens, padding included
/// @param serviceNanos the sum over prompts of the wall time in which each was tokenised and its
///   batch was scored
public record ModelWork(
        long encodeNanos,
        long scoreNanos,
        long calls,
        long scored,
        long tokens,
        long computed,
        long serviceNanos) {

    static final ModelWork NONE = new ModelWork(0, 0, 0, 0, 0, 0, 0);

    ModelWork since(ModelWork before) {
        return new ModelWork(
                encodeNanos - before.encodeNanos,
                scoreNanos - before.scoreNanos,
                calls - before.calls,
                scored - before.scored,
                tokens - before.tokens,
                computed - before.computed,
                serviceNanos - before.serviceNanos);
    }

    ModelWork plus(ModelWork other) {
        return new ModelWork(
                encodeNanos + other.encodeNanos,
                scoreNanos + other.scoreNanos,
                calls + other.calls,
                scored + other.scored,
                tokens + other.tokens,
                computed + other.computed,
                serviceNanos + other.serviceNanos);
    }

    /// What the model itself takes of a prompt's time, on average: until it is tokenised, and until
    /// its whole batch is scored. No number where nothing was scored.
    public double serviceMillis() {
        return scored == 0 ? Double.NaN : serviceNanos / 1e6 / scored;
    }

    /// No number where nothing was scored.
    public double promptsACall() {
        return calls == 0 ? Double.NaN : (double) scored / calls;
    }

    /// The share of what was computed that was padding; no number where nothing was.
    public double paddingWaste() {
        return computed == 0 ? Double.NaN : 1 - (double) tokens / computed;
    }

    /// How full the batches were.
    public double batchFill(int most) {
        return calls == 0 ? Double.NaN : (double) scored / calls / most;
    }
}
