/// Holds thinking to its budget: makes one try at an ask, with as many calls as that takes.
///
/// A thought that is too long is ended and answered from, one that is too short goes on, and what
/// was really done stands in the answer. Whether to try again is decided elsewhere: no call is made
/// twice here, and one that fails in the middle fails the try, with every call that was made. What
/// was thought is then paid for and lost.
@NullMarked
package org.reasoningrouter.worker.govern;

import org.jspecify.annotations.NullMarked;
