package org.reasoningrouter.worker.invoke;

import java.time.Duration;
import java.util.Optional;
import org.reasoningrouter.wire.Attempt;

/// How one model call ended.
public sealed interface Generation {

    /// The call as answers carry it, with the tokens known of it.
    Attempt attempt();

    /// The server answered.
    ///
    /// @param finishReason the server's own word: `stop`, `length`, …
    /// @param thinkingObserved whether reasoning text or reasoning tokens were seen
    /// @param simulated whether the server says that it only plays a model
    record Generated(
            Attempt attempt,
            String text,
            String finishReason,
            boolean thinkingObserved,
            boolean simulated)
            implements Generation {}

    /// The call ended well within its thought or just after it, and its turn keeps thoughts.
    ///
    /// @param closed whether the model had ended the thought by itself; false: the cap did
    record Cut(Attempt attempt, Thought thought, boolean closed, boolean simulated)
            implements Generation {}

    /// It gave nothing.
    ///
    /// @param retryAfter how long the server wants to be left alone, if it says so
    record Failed(Attempt attempt, Failure failure, Optional<Duration> retryAfter)
            implements Generation {

        /// Whether the tokens had begun to come.
        public boolean afterFirstToken() {
            return attempt.getFirstTokenAt().isPresent();
        }
    }
}
