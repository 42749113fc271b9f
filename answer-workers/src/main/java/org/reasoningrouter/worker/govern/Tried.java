package org.reasoningrouter.worker.govern;

import java.util.List;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.worker.invoke.Generation;

/// How one try at an ask ended.
///
/// @param end the last call's: an answer or a failure, never a thought that was cut
/// @param attempts every call that was made, oldest first, the last one included
/// @param thinkingEnd what ended the thinking
/// @param extensions how often the model was made to think on
public record Tried(
        Generation end, List<Attempt> attempts, ThinkingEnd thinkingEnd, int extensions) {

    public Tried {
        attempts = List.copyOf(attempts);
        if (end instanceof Generation.Cut) {
            throw new IllegalArgumentException("a try ends in an answer or a failure");
        }
        if (attempts.isEmpty() || extensions < 0) {
            throw new IllegalArgumentException(
                    "a try has at least 1 call and no negative extensions: "
                            + attempts.size()
                            + ", "
                            + extensions);
        }
    }
}
