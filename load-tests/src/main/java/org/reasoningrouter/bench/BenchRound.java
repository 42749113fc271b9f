package org.reasoningrouter.bench;

import java.util.concurrent.TimeUnit;

/// One round: so many prompts in so much time, and what it cost.
///
/// @param cpu whose `server` is the router, where that is a process of its own
public record BenchRound(long nanos, long prompts, CpuTimes cpu, ModelWork work) {

    private static final double MICRO = 1e3;

    public double perSecond() {
        return (double) prompts * TimeUnit.SECONDS.toNanos(1) / nanos;
    }

    /// CPU of the router beyond tokeniser and model; no number where it is no process of its own.
    public double ownMicros() {
        var all = cpu.server().toNanos();
        return all == 0
                ? Double.NaN
                : (all - work.encodeNanos() - work.scoreNanos()) / MICRO / prompts;
    }

    /// The part of the router's own CPU that compiled its code.
    public double compilerMicros() {
        return cpu.server().isZero()
                ? Double.NaN
                : Math.max(0, cpu.compilers().toNanos()) / MICRO / prompts;
    }

    public double encodeMicros() {
        return work.encodeNanos() / MICRO / prompts;
    }

    public double scoreMicros() {
        return work.scoreNanos() / MICRO / prompts;
    }

    /// CPU of the router with tokeniser and model.
    public double allMicros() {
        return cpu.server().toNanos() / MICRO / prompts;
    }

    /// CPU of this JVM: of the broker, the sender and the reader, where the router is apart.
    public double restMicros() {
        return cpu.own().toNanos() / MICRO / prompts;
    }
}
