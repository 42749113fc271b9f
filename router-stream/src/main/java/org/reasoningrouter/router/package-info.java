/// The router's program: settings, the topologies that name the stages in order, and the door for
/// operators.
///
/// Everything here is edge code. The stages themselves live in the packages below, whose alphabet
/// is the way of a prompt.
@NullMarked
package org.reasoningrouter.router;

import org.jspecify.annotations.NullMarked;
