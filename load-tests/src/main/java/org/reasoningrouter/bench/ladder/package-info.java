/// Measures what the router adds to a prompt's time at known shares of its capacity.
///
/// The loop is open: prompts are sent when a schedule says, whatever has come back, and a latency
/// counts from the instant at which its prompt was to be sent. So a router that stalls cannot slow
/// the sender down and hide the prompts that would have waited (coordinated omission).
@NullMarked
package org.reasoningrouter.bench.ladder;

import org.jspecify.annotations.NullMarked;
