package org.reasoningrouter.router.evaluate;

/// What one line of a log of decisions turned out to be.
sealed interface LoggedLine {

    record Judged(LoggedDecision decision) implements LoggedLine {}

    /// A line that says nothing of another policy.
    record LeftOut(Why why) implements LoggedLine {}

    /// Why a line is left out.
    enum Why {
        /// Its prompt asked for a route, was rejected or met no classifier: no policy judged it.
        NO_SCORE("without a score"),
        /// Nobody graded what came of it.
        NO_REWARD("without a reward or verdict"),
        /// It was answered by another route than the decided one.
        DEGRADED("answered by another route than decided");

        private final String title;

        Why(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
