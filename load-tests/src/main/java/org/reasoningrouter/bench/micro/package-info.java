/// The hot paths alone, under JMH: the batcher's rule and the wire codec.
@NullMarked
package org.reasoningrouter.bench.micro;

import org.jspecify.annotations.NullMarked;
