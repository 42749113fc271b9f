/// Loads the whole system, kills parts of it, and judges what is left by the guarantees.
@NullMarked
package org.reasoningrouter.load;

import org.jspecify.annotations.NullMarked;
