/// Tests of the plain parts: what is read of the GPU.
@NullMarked
package org.reasoningrouter.bench.gpu;

import org.jspecify.annotations.NullMarked;
