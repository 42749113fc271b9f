package org.reasoningrouter.router.evaluate;

/// What a calibrated threshold holds.
enum Goal {
    /// Thinking right and fast wrong, while sent fast: the most of it.
    MAX_ACCURACY_LOSS("max-accuracy-loss", "accuracy loss"),

    /// The most that a prompt may cost on average.
    MAX_COST("max-cost", "mean cost"),

    /// The most prompts that may think.
    THINKING_SHARE("thinking-share", "thinking share");

    private final String key;
    private final String title;

    Goal(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /// As the option and the policy file have it.
    String key() {
        return key;
    }

    String title() {
        return title;
    }
}
