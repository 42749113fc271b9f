package org.reasoningrouter.router.evaluate;

/// Whether losses of 0 to 1 show, at some level, that their mean is at most a limit.
///
/// The p-value of the opposite is the exact binomial tail where every loss is 0 or 1, and that of
/// Hoeffding and Bentkus else, as Angelopoulos, Bates, Candès, Jordan and Lei use it ("Learn then
/// Test", arXiv 2110.01052, section 3).
///
/// @param limit above 0
/// @param level what a wrong claim may have as probability: 1 less the confidence
record TailBound(double limit, double level) {

    TailBound {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("the limit must be above 0: " + limit);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("the level must be between 0 and 1: " + level);
        }
    }

    /// The fewest losses that can show it: as many zeros.
    long rowsNeeded() {
        return limit >= 1 ? 1 : (long) Math.ceil(Math.log(level) / Math.log1p(-limit));
    }

    /// @param sum of the losses
    /// @param whole whether each of them is 0 or 1
    boolean shows(double sum, int rows, boolean whole) {
        return limit >= 1 || pValue(sum, rows, whole) <= level;
    }

    /// The probability of a sum as small as this one, at most, if the mean were above the limit.
    double pValue(double sum, int rows, boolean whole) {
        if (sum >= limit * rows) {
            return 1;
        }
        var hoeffding = Math.exp(-rows * divergence(sum / rows));
        if (hoeffding <= level) {
            // The exact tail is smaller still, and takes its time.
            return hoeffding;
        }
        return whole
                ? atMost(Math.round(sum), rows)
                : Math.min(hoeffding, Math.E * atMost((long) Math.ceil(sum), rows));
    }

    /// Of Bernoulli's distribution with this mean from the one with the limit.
    private double divergence(double mean) {
        var ones = mean == 0 ? 0 : mean * Math.log(mean / limit);
        return ones + (1 - mean) * Math.log((1 - mean) / (1 - limit));
    }

    /// The probability of at most so many successes, each with the limit's probability.
    private double atMost(long successes, long rows) {
        var odds = Math.log(limit) - Math.log1p(-limit);
        var term = rows * Math.log1p(-limit);
        var sum = Math.exp(term);
        for (long k = 1; k <= successes; k++) {
            term += Math.log((double) (rows - k + 1) / k) + odds;
            sum += Math.exp(term);
        }
        return Math.min(1, sum);
    }
}
