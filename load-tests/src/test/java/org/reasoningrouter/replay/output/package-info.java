@NullMarked
package org.reasoningrouter.replay.output;

import org.jspecify.annotations.NullMarked;
