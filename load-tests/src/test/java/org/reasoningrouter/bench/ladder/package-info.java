/// Tests of the ladder's plain parts: schedules, latencies and what is thrown away.
@NullMarked
package org.reasoningrouter.bench.ladder;

import org.jspecify.annotations.NullMarked;
