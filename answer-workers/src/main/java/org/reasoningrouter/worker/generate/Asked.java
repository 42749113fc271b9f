package org.reasoningrouter.worker.generate;

import java.util.List;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.worker.generate.Generation.Generated;

/// How an ask ended, all its calls taken together.
public sealed interface Asked {

    /// Every call made, oldest first.
    List<Attempt> attempts();

    /// A call gave the answer.
    ///
    /// @param degraded whether thinking failed and the fast route gave the text
    record Answered(Generated generated, List<Attempt> attempts, boolean degraded)
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
