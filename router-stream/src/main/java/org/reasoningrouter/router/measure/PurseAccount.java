package org.reasoningrouter.router.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// One budget of one tenant in the hour or the day that runs: what is lent, taken and given back.
///
/// Lent to a partition is what it may have taken since the start. Left is the limit, and what came
/// back, less what is lent or, if that is more, taken; a partition that nobody has heard of counts
/// nothing yet. What is left is lent where the next prompt would find too little, the neediest
/// first, in leases of an eighth of an even share: small enough that none starves the others, and
/// smaller as the end nears, but never too small for a prompt.
///
/// One owner; it changes in place.
final class PurseAccount {

    private static final int SHARE = 8;
    private static final int ARRAYS = 3;

    private long start;
    private long back;
    private final long[] granted;
    private final long[] taken;
    private final long[] asked;

    PurseAccount(int partitions) {
        granted = new long[partitions];
        taken = new long[partitions];
        asked = new long[partitions];
    }

    /// Begins a new window if this is one.
    ///
    /// @return whether the window runs; false for one that is over
    boolean isIn(long windowStart) {
        if (windowStart > start) {
            start = windowStart;
            back = 0;
            List.of(granted, taken, asked).forEach(each -> Arrays.fill(each, 0));
        }
        return windowStart == start;
    }

    /// A partition has asked for an amount.
    ///
    /// @param firstLease that it has whether it asks or not
    void asks(int partition, long amount, long firstLease) {
        asked[partition] = amount;
        granted[partition] = Math.max(granted[partition], firstLease);
    }

    void takes(int partition, long amount) {
        taken[partition] += amount;
    }

    void givesBack(long amount) {
        back += amount;
    }

    /// Lends what is needed, as far as the limit goes.
    ///
    /// @return how many leases
    int lend(long limit) {
        var needy =
                IntStream.range(0, asked.length)
                        .filter(partition -> asked[partition] > 0)
                        .boxed()
                        .sorted(Comparator.comparingLong(this::free))
                        .toList();
        var leases = 0;
        for (var partition : needy) {
            leases += lend(partition, limit) ? 1 : 0;
        }
        return leases;
    }

    private boolean lend(int partition, long limit) {
        var left = left(limit);
        var lease = left / ((long) SHARE * asked.length);
        var lacks = asked[partition] - free(partition);
        if (lacks <= 0 && free(partition) >= lease / 2) {
            return false;
        }
        var lent = Math.max(lacks, lease);
        var more = granted[partition] + lent - bound(partition);
        if (lent <= 0 || more > left) {
            return false;
        }
        granted[partition] += lent;
        return true;
    }

    private long free(int partition) {
        return granted[partition] - taken[partition];
    }

    long left(long limit) {
        return limit + back - IntStream.range(0, granted.length).mapToLong(this::bound).sum();
    }

    private long bound(int partition) {
        return Math.max(granted[partition], taken[partition]);
    }

    long start() {
        return start;
    }

    List<Long> granted() {
        return LongStream.of(granted).boxed().toList();
    }

    static int bytes(int partitions) {
        return (2 + ARRAYS * partitions) * Long.BYTES;
    }

    void write(ByteBuffer out) {
        out.putLong(start).putLong(back);
        for (var each : List.of(granted, taken, asked)) {
            LongStream.of(each).forEach(out::putLong);
        }
    }

    static PurseAccount read(ByteBuffer in, int partitions) {
        var account = new PurseAccount(partitions);
        account.start = in.getLong();
        account.back = in.getLong();
        for (var each : List.of(account.granted, account.taken, account.asked)) {
            Arrays.setAll(each, _ -> in.getLong());
        }
        return account;
    }
}
