/// Runs the whole system in one JVM: broker, registry, router, ledger, workers and, when none is
/// given, a stand-in model server.
@NullMarked
package org.reasoningrouter.local;

import org.jspecify.annotations.NullMarked;
