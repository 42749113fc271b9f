package org.reasoningrouter.router.evaluate;

/// What the answers of a prompt cost, from the tokens that were counted of them.
///
/// @param million the price of a million tokens; of one million for costs in tokens
record Pricing(double million) {

    private static final double MILLION = 1e6;

    static final Pricing TOKENS = new Pricing(MILLION);

    Pricing {
        if (!(million > 0)) {
            throw new IllegalArgumentException("a price must be above 0: " + million);
        }
    }

    static boolean knows(JudgedPrompt prompt) {
        return prompt.circumstances().fastTokens().isPresent()
                && prompt.circumstances().thinkingTokens().isPresent();
    }

    double fast(JudgedPrompt prompt) {
        return prompt.circumstances().fastTokens().orElseThrow() * million / MILLION;
    }

    double thinking(JudgedPrompt prompt) {
        return prompt.circumstances().thinkingTokens().orElseThrow() * million / MILLION;
    }

    /// The dearer of its two answers.
    double most(JudgedPrompt prompt) {
        return Math.max(fast(prompt), thinking(prompt));
    }
}
