/// Measures how capacity grows with partitions, stream threads, routers and workers, and how soon
/// the system is back at its baseline after an outage of the model server.
///
/// Growth is said with numbers that can be checked: a fit with its residuals, not a word.
@NullMarked
package org.reasoningrouter.bench.scale;

import org.jspecify.annotations.NullMarked;
