@NullMarked
package org.reasoningrouter.local;

import org.jspecify.annotations.NullMarked;
