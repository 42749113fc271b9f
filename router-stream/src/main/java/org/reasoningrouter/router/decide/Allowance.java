package org.reasoningrouter.router.decide;

import org.reasoningrouter.wire.Decision;

/// What its tenant's budget makes of a decision.
public sealed interface Allowance {

    /// It stands: it does not think, or no budget has a say, or the budget bears it.
    record Granted(Decision decision) implements Allowance {}

    /// It stands, and what it may take is set aside.
    ///
    /// @param spend of the partition from now on
    record Taken(Decision decision, PartitionSpend spend) implements Allowance {}

    /// The budget is spent: it goes fast, or is rejected.
    record Refused(Decision decision) implements Allowance {}

    /// The budget is spent, and the prompt waits.
    ///
    /// @param otherwise the decision where it cannot wait
    record Waits(Decision otherwise) implements Allowance {}
}
