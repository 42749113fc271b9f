@NullMarked
package org.reasoningrouter.simulator;

import org.jspecify.annotations.NullMarked;
