package org.reasoningrouter.router.decide;

import java.util.Optional;

/// Whether the scored prompts of one policy are still what it was calibrated on, window by window.
///
/// Once their scores, or the share of them that thinks, are further from calibration than chance
/// explains, the policy's guarantee no longer stands. It is said so until a whole window is back.
///
/// Threads share it; its lock guards the window.
public final class DriftWatch {

    private final Optional<Calibrated> calibrated;
    private final int size;
    private Optional<Window> window;
    private Seen last = Seen.NOTHING;

    /// A whole window, compared.
    ///
    /// @param distance of the scores, as a share; no number where nothing was compared
    /// @param moreThinking the share that thinks above the one at calibration
    public record Seen(
            double distance, double moreThinking, boolean scoresMoved, boolean thinkingMoved) {

        private static final Seen NOTHING = new Seen(Double.NaN, Double.NaN, false, false);
    }

    private record Window(ScoreDrift scores, Optional<RateDrift> thinking) {

        static Window of(Calibrated calibrated) {
            return new Window(
                    new ScoreDrift(calibrated),
                    Optional.ofNullable(calibrated.rates().get(Rate.THINKING))
                            .map(rate -> new RateDrift(rate, calibrated.prompts())));
        }

        Seen seen() {
            return new Seen(
                    scores.distance(),
                    thinking.map(RateDrift::more).orElse(Double.NaN),
                    scores.isDrifted(),
                    thinking.filter(it -> Math.abs(it.more()) > it.bound()).isPresent());
        }
    }

    /// @param calibrated absent where nothing is promised; then nothing is watched
    /// @param size scored prompts in a window
    public DriftWatch(Optional<Calibrated> calibrated, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("drift-window must be at least 1: " + size);
        }
        this.calibrated = calibrated;
        this.size = size;
        window = calibrated.map(Window::of);
    }

    /// A prompt that was decided by its score.
    public synchronized void add(double score, boolean thinks) {
        window.ifPresent(it -> {
            it.scores().add(score);
            it.thinking().ifPresent(rate -> rate.add(thinks));
            if (it.scores().count() == size) {
                last = it.seen();
                window = calibrated.map(Window::of);
            }
        });
    }

    /// The last window that was whole; no numbers before the first.
    public synchronized Seen last() {
        return last;
    }
}
