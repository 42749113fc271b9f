/// Tells where the time of a prompt went and what it cost, and sums both up by tenant and route.
///
/// Everything here is worked out from the answer and the clock alone, so that a replayed answer
/// measures the same. Money is exact: nano-dollars in whole numbers, rounded once per model call. A
/// sum over a minute or an hour counts each result and each late answer once.
@NullMarked
package org.reasoningrouter.router.measure;

import org.jspecify.annotations.NullMarked;
