/// `router bench gpu`: the limits of a GPU, the batches that suit it, and how near the stream comes
/// to it.
@NullMarked
package org.reasoningrouter.bench.gpu;

import org.jspecify.annotations.NullMarked;
