package org.reasoningrouter.router.batch;

/// How many prompts of a growing batch cost least: each bears its share of the call and of what the
/// batch is padded with.
final class BatchCost {

    private final double callTokens;
    private int size = 1;
    private int longest;
    private long real;
    private int cheapest = 1;
    private double least;

    /// @param callTokens what a call costs beside its tokens, in tokens
    /// @param first the length of the first prompt
    BatchCost(double callTokens, int first) {
        this.callTokens = callTokens;
        longest = first;
        real = first;
        least = callTokens;
    }

    /// The longest of the batch, were a prompt of that length in it.
    int longestWith(int length) {
        return Math.max(longest, length);
    }

    void add(int length) {
        longest = longestWith(length);
        real += length;
        size++;
        var padding = (long) longest * size - real;
        var share = (callTokens + padding) / size;
        if (share <= least) {
            least = share;
            cheapest = size;
        }
    }

    /// How many of the prompts so far, from the first, make the cheapest batch.
    int cheapest() {
        return cheapest;
    }
}
