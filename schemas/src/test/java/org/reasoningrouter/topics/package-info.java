@NullMarked
package org.reasoningrouter.topics;

import org.jspecify.annotations.NullMarked;
