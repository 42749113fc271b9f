/// Scores prompts: messages in, one score each out.
///
/// A score is a function of its own prompt and the model alone: batch-mates, order and padding
/// never change it. Of a conversation the model reads what `ConversationText` makes of it, which
/// says how much was left out.
@NullMarked
package org.reasoningrouter.router.classify;

import org.jspecify.annotations.NullMarked;
