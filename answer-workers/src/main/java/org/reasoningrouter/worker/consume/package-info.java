/// Takes requests one at a time, and lets each go only after its answer is acknowledged.
///
/// One slot is one thread: a model call blocks its slot and nothing else. Requests come to it from
/// a share consumer of its own, or from a plain consumer that reads for all slots of a lane. What
/// is taken ends in one of three ways: answered or dead-lettered and accepted, handed back to the
/// broker, or, when the process dies, handed out again by the broker. So calls are made at least
/// once, and no request is lost.
@NullMarked
package org.reasoningrouter.worker.consume;

import org.jspecify.annotations.NullMarked;
