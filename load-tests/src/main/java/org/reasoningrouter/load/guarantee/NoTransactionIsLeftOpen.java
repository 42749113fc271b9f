package org.reasoningrouter.load.guarantee;

import java.util.List;

/// After the run every reader of committed records can read every partition to its end.
public final class NoTransactionIsLeftOpen implements Guarantee {

    @Override
    public List<String> violations(Evidence evidence) {
        return evidence.openTransactions().stream()
                .map(partition -> partition + " ends in an open transaction")
                .toList();
    }
}
