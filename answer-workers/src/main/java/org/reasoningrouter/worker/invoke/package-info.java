/// Makes one call of a model server: over HTTP, streaming, in the words of the server's family.
///
/// Every call leaves an attempt with its own call id and the tokens known of it, whatever became of
/// it, because a failed call is paid for too. A server family's own words live in its dialect and
/// nowhere else. Nothing is asked twice here.
@NullMarked
package org.reasoningrouter.worker.invoke;

import org.jspecify.annotations.NullMarked;
