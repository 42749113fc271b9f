package org.reasoningrouter.local;

import java.util.Arrays;

/// Leads `replay --outcomes FILE` to `evaluate`: where both outcomes of each prompt are recorded,
/// policies are compared in seconds, and no system has to be started for it.
final class RecordedOutcomes {

    private static final String OUTCOMES = "--outcomes";

    private RecordedOutcomes() {}

    static String[] led(String... arguments) {
        var led = arguments.clone();
        if (isReplay(arguments)
                && Arrays.stream(arguments).anyMatch(RecordedOutcomes::isOutcomes)) {
            led[0] = "evaluate";
        }
        return led;
    }

    private static boolean isReplay(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals("replay");
    }

    private static boolean isOutcomes(String argument) {
        return argument.equals(OUTCOMES) || argument.startsWith(OUTCOMES + "=");
    }
}
