package org.reasoningrouter.worker.generate;

import java.util.List;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Generation.Generated;

/// How an ask ended, all its calls taken together.
public sealed interface Asked {

    /// Every call made, oldest first.
    List<Attempt> attempts();

    /// A call gave the answer.
    ///
    /// @param degraded whether thinking failed and the fast route gave the text
    /// @param thinkingEnd what ended the thinking of the answer
    /// @param extensions how often the model was made to think on
    record Answered(
            Generated generated,
            List<Attempt> attempts,
            boolean degraded,
            ThinkingEnd thinkingEnd,
            int extensions)
            implements Asked {

        public Answered {
            attempts = List.copyOf(attempts);
        }
    }

    /// No further call may do better, or none is left.
    ///
    /// @param failure one of the attempts' outcomes, or `no_attempt_left`
    record Unanswered(String failure, List<Attempt> attempts) implements Asked {

        public Unanswered {
            attempts = List.copyOf(attempts);
        }
    }

    /// The time for it was used up.
    record OutOfTime(List<Attempt> attempts) implements Asked {

        public OutOfTime {
            attempts = List.copyOf(attempts);
        }
    }

    /// The worker stopped.
    record Stopped(List<Attempt> attempts) implements Asked {

        public Stopped {
            attempts = List.copyOf(attempts);
        }
    }
}
