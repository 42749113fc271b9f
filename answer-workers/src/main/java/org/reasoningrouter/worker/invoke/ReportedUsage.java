package org.reasoningrouter.worker.invoke;

import java.util.OptionalLong;

/// Tokens as a server reports them, its family's spelling already undone.
///
/// @param input all of the prompt, what was cached included
/// @param output reasoning and answer together; absent where the server does not say
/// @param reasoning the part of the output that was reasoning; absent where the server does not say
record ReportedUsage(long input, long cached, OptionalLong output, OptionalLong reasoning) {

    /// What is known once a later report has come: a count that it leaves out stands as it was.
    ReportedUsage then(ReportedUsage later) {
        return new ReportedUsage(
                Math.max(input, later.input),
                Math.max(cached, later.cached),
                later.output.isPresent() ? later.output : output,
                later.reasoning.isPresent() ? later.reasoning : reasoning);
    }
}
