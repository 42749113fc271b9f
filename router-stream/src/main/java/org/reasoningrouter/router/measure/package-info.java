/// Tells where the time of a prompt went and what it cost, sums both up by tenant and route, and
/// holds every meter of this module.
///
/// Everything here is worked out from the answer and the clock alone, so that a replayed answer
/// measures the same. Money is exact: nano-dollars in whole numbers, rounded once per model call. A
/// sum over a minute or an hour counts each result and each late answer once. No meter is labelled
/// by prompt, or by a tenant that the policy gives no budget of its own: every label has a small
/// set of values.
///
/// It also learns how long the thoughts of a class of prompts are ([LengthTracker], [LengthCurve]),
/// here because the ledger sees each answer once and the router's many workers do not. A thought
/// that was cut counts as at least as long, never as short.
///
/// For the same reason it keeps the tenants' budgets ([TenantAccount]) and says how long thinking
/// prompts queue ([LaneLoad]). What is lent of a budget never exceeds what is left of it.
@NullMarked
package org.reasoningrouter.router.measure;

import org.jspecify.annotations.NullMarked;
