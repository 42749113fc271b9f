/// Publishes answers and dead letters, and counts what the worker does.
///
/// An answer counts as published only once every in-sync replica has it: the request behind it is
/// let go after that and never before.
@NullMarked
package org.reasoningrouter.worker.publish;

import org.jspecify.annotations.NullMarked;
