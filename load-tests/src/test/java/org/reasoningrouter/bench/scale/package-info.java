/// Tests of the plain parts: the fit and the baseline.
@NullMarked
package org.reasoningrouter.bench.scale;

import org.jspecify.annotations.NullMarked;
