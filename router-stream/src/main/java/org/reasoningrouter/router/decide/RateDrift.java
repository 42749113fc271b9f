package org.reasoningrouter.router.decide;

/// Whether something still happens as often as it did at calibration.
///
/// The bound is Hoeffding's (1963) for both samples: chance passes it with at most one in a
/// thousand of windows.
///
/// One thread owns it; one is for one window.
public final class RateDrift {

    private final double calibrated;
    private final int prompts;
    private long count;
    private long happened;

    /// @param calibrated the share of the calibration's prompts to which it happened
    /// @param prompts how many those were
    public RateDrift(double calibrated, int prompts) {
        this.calibrated = calibrated;
        this.prompts = prompts;
    }

    public void add(boolean happens) {
        count++;
        happened += happens ? 1 : 0;
    }

    public long count() {
        return count;
    }

    /// How much oftener it happens now, as a share; below 0 when less often, 0 before it could.
    public double more() {
        return count == 0 ? 0 : (double) happened / count - calibrated;
    }

    /// The most that chance explains, either way.
    public double bound() {
        return ScoreDrift.most(prompts) + ScoreDrift.most(count);
    }
}
