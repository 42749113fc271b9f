@NullMarked
package org.reasoningrouter.replay;

import org.jspecify.annotations.NullMarked;
