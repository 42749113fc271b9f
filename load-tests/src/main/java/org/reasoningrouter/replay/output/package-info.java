/// Writes what a replay tells: one row a prompt as JSON and as Parquet, a summary, and a page.
///
/// Rows come in the input's order and are written as they come. The same rows make the same bytes;
/// what a clock has measured stands apart from everything else.
@NullMarked
package org.reasoningrouter.replay.output;

import org.jspecify.annotations.NullMarked;
