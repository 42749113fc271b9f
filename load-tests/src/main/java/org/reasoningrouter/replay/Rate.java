package org.reasoningrouter.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How prompts are spread over time, as a person says it: `asap`, `20`, `poisson:20`, `recorded` or
/// `trace:FILE`.
///
/// @param argument prompts a second, or the file
/// @param speed how many times as fast recorded times go by
/// @param seed of what is drawn
record Rate(Kind kind, String argument, double speed, long seed) {

    /// The shapes that there are.
    enum Kind {
        ASAP,
        CONSTANT,
        POISSON,
        RECORDED,
        TRACE
    }

    private static final String POISSON = "poisson:";
    private static final String TRACE = "trace:";

    static final Rate ASAP = new Rate(Kind.ASAP, "", 1, 0);

    Rate {
        if (!(speed > 0) || Double.isInfinite(speed)) {
            throw new IllegalArgumentException("--speed must be above 0: " + speed);
        }
    }

    /// @throws IllegalArgumentException with what it may be
    static Rate parse(String text, double speed, long seed) {
        if (text.equals("asap")) {
            return new Rate(Kind.ASAP, "", speed, seed);
        }
        if (text.equals("recorded")) {
            return new Rate(Kind.RECORDED, "", speed, seed);
        }
        if (text.startsWith(TRACE)) {
            var file = text.substring(TRACE.length());
            if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
                throw new IllegalArgumentException("--rate trace: cannot read " + file);
            }
            return new Rate(Kind.TRACE, file, speed, seed);
        }
        var poisson = text.startsWith(POISSON);
        var number = poisson ? text.substring(POISSON.length()) : text;
        requirePositive(number);
        return new Rate(poisson ? Kind.POISSON : Kind.CONSTANT, number, speed, seed);
    }

    private static void requirePositive(String number) {
        double perSecond;
        try {
            perSecond = Double.parseDouble(number);
        } catch (NumberFormatException _) {
            perSecond = 0;
        }
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException(
                    "--rate must be asap, prompts a second, poisson:prompts a second, recorded or"
                            + " trace:FILE: "
                            + number);
        }
    }

    /// From its beginning.
    ArrivalSchedule schedule() throws IOException {
        return switch (kind) {
            case ASAP -> ArrivalSchedule.asFastAsPossible();
            case CONSTANT -> ArrivalSchedule.constant(Double.parseDouble(argument));
            case POISSON -> ArrivalSchedule.poisson(Double.parseDouble(argument), seed);
            case RECORDED -> ArrivalSchedule.recorded(speed);
            case TRACE -> ArrivalSchedule.trace(Path.of(argument), speed);
        };
    }
}
