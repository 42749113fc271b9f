/// Counts what happens: latency, tokens and cost of results, and every meter of this module.
///
/// No meter is labelled by tenant or prompt: every label has a fixed, small set of values.
@NullMarked
package org.reasoningrouter.router.measure;

import org.jspecify.annotations.NullMarked;
