/// Reads what is to be replayed: JSON lines, CSV, Parquet or Avro, one row at a time.
///
/// Every row of the input is either a prompt or refused with its number and a reason; none is left
/// out. What is held in memory is one row, whatever the size of the file.
@NullMarked
package org.reasoningrouter.replay.input;

import org.jspecify.annotations.NullMarked;
