package org.reasoningrouter.router.evaluate;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A chart of shares as SVG, drawn by hand: both axes in percent, lines, points and spans. Colours
/// and strokes are the page's, by the name of a style.
public final class Chart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 440;
    private static final int LEFT = 66;
    private static final int RIGHT = 26;
    private static final int TOP = 14;
    private static final int BOTTOM = 54;
    private static final int TICKS = 6;
    private static final double[] STEPS = {0.01, 0.02, 0.05, 0.1, 0.2};

    private final Range x;
    private final Range y;
    private final Formatter parts = new Formatter(Locale.ROOT);

    /// What an axis spans, widened to whole ticks.
    public record Range(double low, double high, double step) {

        public static Range of(double low, double high) {
            var step = STEPS[STEPS.length - 1];
            for (var i = STEPS.length - 1; i >= 0; i--) {
                step = (high - low) / STEPS[i] <= TICKS ? STEPS[i] : step;
            }
            return new Range(
                    Math.max(0, Math.floor(low / step) * step),
                    Math.min(1, Math.ceil(high / step) * step),
                    step);
        }

        private double part(double value) {
            return (value - low) / (high - low);
        }
    }

    /// A place on the chart.
    public record Point(double x, double y) {}

    public Chart(Range x, Range y, String titleX, String titleY) {
        this.x = x;
        this.y = y;
        for (var i = 0; y.low() + i * y.step() <= y.high() + 1e-9; i++) {
            var at = y.low() + i * y.step();
            parts.format(
                    "<line class='grid' x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f'/>",
                    x(x.low()), x(x.high()), y(at), y(at));
            text(LEFT - 10, y(at) + 4, "tick end", percent(at));
        }
        for (var i = 0; x.low() + i * x.step() <= x.high() + 1e-9; i++) {
            var at = x.low() + i * x.step();
            text(x(at), HEIGHT - BOTTOM + 20, "tick mid", percent(at));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "title mid", titleX);
        parts.format(
                "<g transform='translate(16 %.1f) rotate(-90)'>", (TOP + HEIGHT - BOTTOM) / 2.0);
        text(0, 0, "title mid", titleY);
        parts.format("</g>");
    }

    public Chart line(String style, List<Point> points) {
        var places =
                points.stream()
                        .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x()), y(p.y())))
                        .collect(Collectors.joining(" "));
        parts.format("<polyline class='line %s' points='%s'/>", style, places);
        return this;
    }

    /// From low to high at one place of x, as an interval is shown.
    Chart span(String style, double at, double low, double high) {
        parts.format(
                "<line class='line %s' x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f'/>",
                style, x(at), x(at), y(low), y(high));
        return this;
    }

    /// A point with its name beside it.
    public Chart dot(String style, Point at, String name) {
        parts.format(
                "<circle class='dot %s' cx='%.1f' cy='%.1f' r='5.5'/>",
                style, x(at.x()), y(at.y()));
        var isRight = x.part(at.x()) > 0.6;
        // First as a halo, so that it reads on top of lines.
        for (var layer : List.of("halo", "name")) {
            text(
                    x(at.x()) + (isRight ? -11 : 11),
                    y(at.y()) + 16,
                    isRight ? layer + " end" : layer,
                    name);
        }
        return this;
    }

    /// The chart as an element of a page.
    ///
    /// @param title what it shows, for those who cannot see it
    public String svg(String title) {
        return "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>%s</svg>"
                .formatted(WIDTH, HEIGHT, escaped(title), parts);
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }

    private void text(double atX, double atY, String style, String text) {
        parts.format(
                "<text class='%s' x='%.1f' y='%.1f'>%s</text>", style, atX, atY, escaped(text));
    }

    private double x(double value) {
        return LEFT + x.part(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - y.part(value) * (HEIGHT - TOP - BOTTOM);
    }
}
