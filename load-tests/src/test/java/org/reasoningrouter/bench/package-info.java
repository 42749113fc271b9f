/// Tests of the benches: that they run and report, never how fast anything is.
@NullMarked
package org.reasoningrouter.bench;

import org.jspecify.annotations.NullMarked;
