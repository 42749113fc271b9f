/// Takes requests one at a time, and lets each go only after its answer is acknowledged.
///
/// One slot is one thread with one consumer: a model call blocks its slot and nothing else. What is
/// taken ends in one of three ways: answered or dead-lettered and accepted, handed back to the
/// broker, or, when the process dies, handed out again by the broker. So calls are made at least
/// once, and no request is lost.
@NullMarked
package org.reasoningrouter.worker.consume;

import org.jspecify.annotations.NullMarked;
