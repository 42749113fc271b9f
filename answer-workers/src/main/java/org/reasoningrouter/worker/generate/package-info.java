/// Gets an answer for an ask: chooses a server, tries, and tries again while that may help. The one
/// retry loop of the whole system is here, `RetryLoop`.
@NullMarked
package org.reasoningrouter.worker.generate;

import org.jspecify.annotations.NullMarked;
