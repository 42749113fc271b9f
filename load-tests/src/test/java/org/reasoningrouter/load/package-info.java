@NullMarked
package org.reasoningrouter.load;

import org.jspecify.annotations.NullMarked;
