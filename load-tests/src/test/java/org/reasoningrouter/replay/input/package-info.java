@NullMarked
package org.reasoningrouter.replay.input;

import org.jspecify.annotations.NullMarked;
