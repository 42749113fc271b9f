/// Tells a worker what to do.
///
/// A request is a function of the prompt and its decision; topic and key follow from them, never
/// from anything a client put beside the prompt.
@NullMarked
package org.reasoningrouter.router.dispatch;

import org.jspecify.annotations.NullMarked;
