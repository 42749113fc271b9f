/// Tells where the time of a prompt went and what it cost, sums both up by tenant and route, and
/// holds every meter of this module.
///
/// Everything here is worked out from the answer and the clock alone, so that a replayed answer
/// measures the same. Money is exact: nano-dollars in whole numbers, rounded once per model call. A
/// sum over a minute or an hour counts each result and each late answer once. No meter is labelled
/// by tenant or prompt: every label has a fixed, small set of values.
@NullMarked
package org.reasoningrouter.router.measure;

import org.jspecify.annotations.NullMarked;
