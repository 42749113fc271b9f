/// States what must hold of every run, one class each, whatever was killed while it ran.
///
/// A guarantee reads the evidence that a run left on its topics, committed records only, and lists
/// what breaks it. It knows nothing of how the run was made, so the same classes judge end-to-end
/// tests, fault runs and load tests. That each of them can see is shown by a run with exactly-once
/// switched off, which must break one.
@NullMarked
package org.reasoningrouter.load.guarantee;

import org.jspecify.annotations.NullMarked;
