/// Turns requests into answers: takes a request, calls a model server, publishes the answer, then
/// lets the request go.
@NullMarked
package org.reasoningrouter.worker;

import org.jspecify.annotations.NullMarked;
