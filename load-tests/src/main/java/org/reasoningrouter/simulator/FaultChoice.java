package org.reasoningrouter.simulator;

import org.reasoningrouter.simulator.Connection.Received;

/// Which fault a call meets: the one that it names itself, the one that all meet, or one that is
/// drawn. Threads share it.
final class FaultChoice {

    private final SimulatorSettings settings;
    private final SimulatorLedger ledger;
    private volatile SimulatorFault fault = SimulatorFault.NONE;

    /// @param ledger whose number of calls decides what is drawn
    FaultChoice(SimulatorSettings settings, SimulatorLedger ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    /// Every call from here on meets it, unless it names another.
    void always(SimulatorFault fault) {
        this.fault = fault;
    }

    SimulatorFault faultOf(Received received) throws RefusedException {
        var own = received.header("X-Simulate-Fault");
        if (own.isPresent()) {
            return named(own.get());
        }
        var types = settings.failureTypes();
        if (fault != SimulatorFault.NONE || types.isEmpty()) {
            return fault;
        }
        var number = settings.seed() * 1_000_003 + ledger.started();
        var at = (int) (SimulatedModel.uniform(number, "type") * types.size());
        return SimulatedModel.uniform(number, "failure") * 100 < settings.failures()
                ? types.get(at)
                : SimulatorFault.NONE;
    }

    private static SimulatorFault named(String name) throws RefusedException {
        try {
            return SimulatorFault.named(name);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "X-Simulate-Fault names no fault: " + name);
        }
    }
}
