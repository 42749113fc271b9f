package org.reasoningrouter.router.evaluate;

import java.util.OptionalDouble;
import org.reasoningrouter.router.decide.ThresholdRule.Asker;
import org.reasoningrouter.wire.Lane;

/// Who asked a recorded prompt, and what its two answers took.
///
/// @param fastTokens that the answer without thinking took; absent where nobody counted
/// @param thinkingTokens that the answer with thinking took, thoughts included
record Circumstances(Asker asker, OptionalDouble fastTokens, OptionalDouble thinkingTokens) {

    static final Circumstances UNKNOWN =
            new Circumstances(
                    new Asker("default", Lane.INTERACTIVE, ""),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());
}
