/// Replays a file of prompts through a router, a ledger and workers of its own, and says what
/// routing costs, saves and breaks on them.
///
/// A replay lives beside live traffic: its topics, application ids and groups bear its own prefix.
/// What was sent and what was answered stands in its topics, so a run that was killed goes on where
/// it was. Memory holds a bit or two for each prompt and otherwise does not grow with the input;
/// what has to be put in order is put in order on disk.
@NullMarked
package org.reasoningrouter.replay;

import org.jspecify.annotations.NullMarked;
