/// Stands in for a model server: speaks HTTP as the real families do, plays a hybrid model that
/// thinks, and does wrong on demand what real servers do wrong by themselves.
///
/// Every answer says that it is simulated. The same conversation with the same number of thinking
/// tokens always gets the same reply, in whatever number of calls it is generated; a token is a
/// word. The ledger has every call and token, also of calls that were cut. Shapes and their sources
/// are those that the dialects of the workers are written for.
@NullMarked
package org.reasoningrouter.simulator;

import org.jspecify.annotations.NullMarked;
