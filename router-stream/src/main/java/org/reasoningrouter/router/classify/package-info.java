/// Scores prompts: messages in, one score each out.
///
/// A score is a function of its own prompt and the model alone: batch-mates, order and padding
/// never change it.
@NullMarked
package org.reasoningrouter.router.classify;

import org.jspecify.annotations.NullMarked;
