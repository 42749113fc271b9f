package org.reasoningrouter.router.evaluate;

/// What an order of prompts is judged by.
enum Measure {
    /// How well prompts on which thinking helps stand before the others; 0.5 for a coin.
    AUROC("AUROC", true),

    /// Average performance gap recovered; 0.5 for a coin.
    APGR("APGR", true),

    /// The share of thinking that recovers half of the gap.
    CPT50("CPT50", false),

    /// The share of thinking that recovers 80 % of the gap.
    CPT80("CPT80", false),

    /// The share of thinking that keeps 95 % of always-thinking's accuracy.
    KEEPS_95("keeps 95 %", false),

    /// Accuracy at the share of thinking that the threshold gives the model.
    ACCURACY("accuracy", true);

    private static final double KEPT = 0.95;

    private final String title;
    private final boolean more;

    Measure(String title, boolean more) {
        this.title = title;
        this.more = more;
    }

    String title() {
        return title;
    }

    /// Whether more of it is better.
    boolean isGood() {
        return more;
    }

    /// Whether it is a share of the prompts, as a percentage is read best.
    boolean isShare() {
        return this != AUROC && this != APGR;
    }

    /// @param share of the prompts that think, for [#ACCURACY]
    double of(Ordering ordering, double share) {
        return switch (this) {
            case AUROC -> ordering.auroc();
            case APGR -> ordering.apgr();
            case CPT50 -> ordering.cpt(0.5);
            case CPT80 -> ordering.cpt(0.8);
            case KEEPS_95 -> ordering.shareThatKeeps(KEPT);
            case ACCURACY -> ordering.accuracy(share);
        };
    }

    /// What is to be expected of a random order.
    double ofRandom(Outcomes outcomes, double share) {
        var fast = outcomes.alwaysFast();
        var gap = outcomes.alwaysThinking() - fast;
        return switch (this) {
            case AUROC, APGR, CPT50 -> 0.5;
            case CPT80 -> 0.8;
            case KEEPS_95 -> Math.max(0, (KEPT * outcomes.alwaysThinking() - fast) / gap);
            case ACCURACY -> fast + share * gap;
        };
    }
}
