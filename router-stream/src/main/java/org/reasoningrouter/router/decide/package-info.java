/// Turns what is known of a prompt into a decision: a route with its reason.
///
/// A decision is made for every admitted prompt, and it never goes without saying why: by what the
/// prompt asks for, by its score, or by the policy's fallback when there is no score.
///
/// What finished thoughts have taught ([LearnedLengths]) may replace the policy's expected tokens
/// and lower its budget, if the policy says so ([Learning]). It never changes a route, and a
/// decision bears the numbers it was made with.
///
/// What a calibrated policy promises holds for prompts like those of its calibration; [DriftWatch]
/// says when they are so no longer.
///
/// What `control` says ([ControlState]) may also raise the threshold while thinking prompts queue
/// ([Backlog]), and every decision to think, whatever asks for it, needs its tenant's budget
/// ([Allowances]): what is set aside and what waits is written with the decision.
@NullMarked
package org.reasoningrouter.router.decide;

import org.jspecify.annotations.NullMarked;
