/// Calls model servers: one streaming call at a time through `LlmClient`, asked again by the one
/// retry loop of the whole system, `RetryLoop`.
///
/// Every call leaves an attempt with its own call id and the tokens known of it, whatever became of
/// it, because a failed call is paid for too. A server family's own words live in its dialect and
/// nowhere else.
@NullMarked
package org.reasoningrouter.worker.generate;

import org.jspecify.annotations.NullMarked;
