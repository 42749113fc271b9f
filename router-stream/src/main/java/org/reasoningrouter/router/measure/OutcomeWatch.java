package org.reasoningrouter.router.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.reasoningrouter.router.decide.Calibrated;
import org.reasoningrouter.router.decide.Rate;
import org.reasoningrouter.router.decide.RateDrift;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.wire.Status;
import org.reasoningrouter.wire.ThinkingEnd;

/// Whether thoughts are cut and prompts fail no oftener than at the calibration of the policy that
/// decided them, window by window.
///
/// Threads share it; its lock guards the windows.
public final class OutcomeWatch {

    private final Supplier<Optional<RoutingPolicy>> policies;
    private final int size;
    private final Map<Rate, Watched> watched = new EnumMap<>(Rate.class);
    private String version = "";

    /// @param policies the policy that may be in force by now; asked when a prompt was decided by
    ///   another than the last
    /// @param size prompts in a window
    public OutcomeWatch(Supplier<Optional<RoutingPolicy>> policies, int size) {
        this.policies = policies;
        this.size = size;
    }

    private static final class Watched {

        private final double rate;
        private final int prompts;
        private RateDrift window;
        private double more = Double.NaN;
        private boolean oftener;

        Watched(double rate, int prompts) {
            this.rate = rate;
            this.prompts = prompts;
            window = new RateDrift(rate, prompts);
        }

        void add(boolean happened, int size) {
            window.add(happened);
            if (window.count() == size) {
                more = window.more();
                oftener = more > window.bound();
                window = new RateDrift(rate, prompts);
            }
        }
    }

    /// A prompt ended.
    ///
    /// @param decidedBy the version of the policy; empty when it was rejected
    public synchronized void ended(String decidedBy, Status status, ThinkingEnd thought) {
        if (!decidedBy.isEmpty() && isWatched(decidedBy)) {
            add(Rate.FAILED, status != Status.ANSWERED);
            if (thought != ThinkingEnd.NONE) {
                add(Rate.CUT, thought == ThinkingEnd.BUDGET || thought == ThinkingEnd.FORCED);
            }
        }
    }

    /// How much oftener it happened in the last whole window, as a share; no number before one, and
    /// where calibration did not count it.
    public synchronized double more(Rate rate) {
        return Optional.ofNullable(watched.get(rate)).map(it -> it.more).orElse(Double.NaN);
    }

    /// Whether that is more than chance explains.
    public synchronized boolean isOftener(Rate rate) {
        return Optional.ofNullable(watched.get(rate)).filter(it -> it.oftener).isPresent();
    }

    private void add(Rate rate, boolean happened) {
        Optional.ofNullable(watched.get(rate)).ifPresent(it -> it.add(happened, size));
    }

    /// Prompts of an earlier policy may still end; they count no more.
    private boolean isWatched(String decidedBy) {
        if (!decidedBy.equals(version)) {
            policies.get().filter(it -> decidedBy.equals(it.version())).ifPresent(this::watch);
        }
        return decidedBy.equals(version);
    }

    private void watch(RoutingPolicy policy) {
        version = policy.version();
        watched.clear();
        policy.calibrated().ifPresent(this::watch);
    }

    private void watch(Calibrated calibrated) {
        calibrated
                .rates()
                .forEach((rate, share) ->
                        watched.put(rate, new Watched(share, calibrated.prompts())));
    }
}
