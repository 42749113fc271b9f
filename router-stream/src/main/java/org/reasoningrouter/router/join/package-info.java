/// Joins answers with decisions, so that every prompt ends in exactly one result.
///
/// The first terminal event of a prompt wins: an answer, a failure, its rejection, or its deadline
/// when no worker has said anything. Whatever comes later is paid for and goes to `answers.late`;
/// an answer that was only published twice is counted and dropped. The decision travels inside the
/// answer, so a result is a function of the answer and the clock: an answer that overtakes its
/// decision ends the prompt, and the decision then finds it ended.
///
/// What must always hold:
///
/// - Nothing is remembered outside the state stores: pending prompts by id, their deadlines in
///   order of time, and the markers of those that ended. All are written in the transaction of the
///   record that caused them, together with the result.
/// - Deadlines follow the wall clock, never the timestamps of records, and need no traffic. A tick
///   reads the due head of the index and nothing else.
/// - A prompt expires only after every answer that stood in `answers` at its deadline has been
///   read, however long the ledger was down, restoring or behind
///   ([org.reasoningrouter.router.join.ReadHorizon]).
/// - One result per prompt id is promised while its marker is kept, `marker-retention`.
@NullMarked
package org.reasoningrouter.router.join;

import org.jspecify.annotations.NullMarked;
