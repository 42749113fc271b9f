package org.reasoningrouter.router.decide;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/// One of a tenant's budgets: what it counts, and over which time. Its windows are fixed and begin
/// with the hours and days of UTC.
public enum Purse {
    TOKENS_PER_HOUR(1, "tokensPerHour", ChronoUnit.HOURS, false),
    TOKENS_PER_DAY(2, "tokensPerDay", ChronoUnit.DAYS, false),
    USD_PER_HOUR(3, "usdPerHour", ChronoUnit.HOURS, true),
    USD_PER_DAY(4, "usdPerDay", ChronoUnit.DAYS, true);

    private final int code;
    private final String key;
    private final ChronoUnit window;
    private final boolean money;

    Purse(int code, String key, ChronoUnit window, boolean money) {
        this.code = code;
        this.key = key;
        this.window = window;
        this.money = money;
    }

    /// What a store knows it by.
    public int code() {
        return code;
    }

    public static Purse coded(int code) {
        return Arrays.stream(values())
                .filter(purse -> purse.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no purse has code " + code));
    }

    /// Its name in the policy.
    public String key() {
        return key;
    }

    /// Whether it holds nano-dollars rather than tokens.
    public boolean isMoney() {
        return money;
    }

    public Instant start(Instant at) {
        return at.truncatedTo(window);
    }

    Instant end(Instant at) {
        return start(at).plus(1, window);
    }

    public long of(Amount amount) {
        return money ? amount.nanos() : amount.tokens();
    }
}
