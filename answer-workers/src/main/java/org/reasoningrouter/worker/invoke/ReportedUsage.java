package org.reasoningrouter.worker.invoke;

import java.util.OptionalLong;

/// Tokens as a server reports them, its family's spelling already undone.
///
/// @param output reasoning and answer together; absent where the server does not say
/// @param reasoning the part of the output that was reasoning; absent where the server does not say
record ReportedUsage(long input, long cached, OptionalLong output, OptionalLong reasoning) {}
