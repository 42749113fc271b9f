package org.reasoningrouter.worker.invoke;

import java.util.Locale;

/// How hard a model thinks, for families that have no budget.
///
/// A level stands for the tokens that others give for it: minimal 512, low 1024, medium 8192, high
/// 24576, xhigh 32768 (CLIProxyAPI). It is a wish, no cap.
enum Effort {
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH;

    /// The highest level that stands for no more than these tokens.
    static Effort of(int tokens) {
        if (tokens >= 32_768) {
            return XHIGH;
        }
        if (tokens >= 24_576) {
            return HIGH;
        }
        if (tokens >= 8192) {
            return MEDIUM;
        }
        return tokens >= 1024 ? LOW : MINIMAL;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
