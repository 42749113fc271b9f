package org.reasoningrouter.router.evaluate;

/// What thinks against where thinking helps, in prompts; a prompt on which thinking helps half the
/// time counts half on either side.
record Confusion(double thinksHelped, double thinksNot, double fastHelped, double fastNot) {

    static Confusion of(double[] score, Outcomes outcomes, double threshold) {
        var helped = new double[2];
        var not = new double[2];
        for (var row = 0; row < score.length; row++) {
            var side = score[row] >= threshold ? 1 : 0;
            helped[side] += outcomes.help(row);
            not[side] += 1 - outcomes.help(row);
        }
        return new Confusion(helped[1], not[1], helped[0], not[0]);
    }

    /// Share of the prompts that thinking helps which do think.
    double recall() {
        return thinksHelped / (thinksHelped + fastHelped);
    }

    /// Share of the prompts that think which it helps.
    double precision() {
        return thinksHelped / (thinksHelped + thinksNot);
    }
}
