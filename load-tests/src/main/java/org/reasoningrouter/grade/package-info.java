/// Says how right an answer is, so that routes can be compared by more than their price.
///
/// A grader holds an answer against a reference, or asks a model about it. It always returns a
/// verdict: what cannot be graded says why, and never counts as wrong. The grader that spoke stands
/// in each verdict, so that figures of different graders are not mixed.
@NullMarked
package org.reasoningrouter.grade;

import org.jspecify.annotations.NullMarked;
