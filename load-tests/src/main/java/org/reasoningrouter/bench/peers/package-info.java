/// Holds the router against what else a team might run in its place, at the same work: another way
/// to move the same prompts through the same model.
///
/// Every contender reads, admits, tokenises, scores and decides with the router's own library code
/// ([org.reasoningrouter.bench.peers.PeerWork]), is a JVM of its own, commits exactly once, and is
/// tuned by a sweep of its own. Only the plumbing differs. An answer that differs from that of the
/// bare model, or a prompt that is lost or comes twice, fails the bench.
@NullMarked
package org.reasoningrouter.bench.peers;

import org.jspecify.annotations.NullMarked;
