/// Names every topic once, with its records, partitions and settings, and turns those records to
/// bytes and back.
///
/// Both sides of the wire share nothing but this package and the records themselves. Every record
/// is written in the Confluent wire format; every topic keyed by prompt id has the same number of
/// partitions for good, because the ledger joins by partition.
@NullMarked
package org.reasoningrouter.topics;

import org.jspecify.annotations.NullMarked;
