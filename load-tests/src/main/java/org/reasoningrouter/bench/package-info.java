/// Measures what the README claims of the system, and writes down what came out, on which machine
/// and with which settings.
///
/// No test asserts a time: a bench prints and reports it, and a person judges.
@NullMarked
package org.reasoningrouter.bench;

import org.jspecify.annotations.NullMarked;
