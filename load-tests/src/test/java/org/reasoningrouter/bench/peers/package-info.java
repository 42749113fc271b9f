/// Tests of what the peers' bench decides by itself; no time is asserted.
@NullMarked
package org.reasoningrouter.bench.peers;

import org.jspecify.annotations.NullMarked;
