/// Judges models, scores and policies offline, from the command line: what a file of prompts would
/// be routed as, why, and what that is worth where outcomes are known.
///
/// It asks the very classes that the stream asks, so that what holds of a file holds of a topic.
/// Nothing in the stream knows this package. Commands and what reads or writes JSON are edge code;
/// the metrics are plain arithmetic on outcomes and orders.
@NullMarked
package org.reasoningrouter.router.evaluate;

import org.jspecify.annotations.NullMarked;
