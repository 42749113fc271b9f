package org.reasoningrouter.router.evaluate;

/// On how many prompts two ways of deciding agree.
record Agreement(long rows, long agreeing) {

    private static final int HALVINGS = 60;

    Agreement {
        if (rows < 1 || agreeing < 0 || agreeing > rows) {
            throw new IllegalArgumentException(
                    "agreeing must be 0 to rows, and rows at least 1: %d of %d"
                            .formatted(agreeing, rows));
        }
    }

    double share() {
        return (double) agreeing / rows;
    }

    /// The share that these rows show at least: the one-sided bound of Clopper and Pearson (1934),
    /// which is exact.
    ///
    /// @param confidence at 0.95, so few prompts would differ in one of twenty samples if the share
    ///   were the bound
    double atLeast(double confidence) {
        var few = 0.0;
        var many = 1.0;
        for (var i = 0; i < HALVINGS; i++) {
            var middle = (few + many) / 2;
            if (atMostSoMany(middle) > 1 - confidence) {
                few = middle;
            } else {
                many = middle;
            }
        }
        return 1 - many;
    }

    /// The probability that no more prompts differ than did, when each differs with `p`.
    private double atMostSoMany(double p) {
        var differing = rows - agreeing;
        if (differing == rows) {
            return 1;
        }
        var term = rows * Math.log1p(-p);
        var odds = Math.log(p) - Math.log1p(-p);
        var sum = Math.exp(term);
        for (long k = 1; k <= differing; k++) {
            term += Math.log((double) (rows - k + 1) / k) + odds;
            sum += Math.exp(term);
        }
        return sum;
    }
}
