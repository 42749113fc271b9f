/// Lets prompts in, or turns them away with a reason, before they cost anything.
///
/// What a person can be told about becomes a rejection under the prompt's own id; what bears no
/// usable id, or claims another prompt's, is unroutable. Every prompt beyond this stage has an id
/// of 1 to 256 characters, sound text of bounded size and a deadline that has not passed.
@NullMarked
package org.reasoningrouter.router.admit;

import org.jspecify.annotations.NullMarked;
