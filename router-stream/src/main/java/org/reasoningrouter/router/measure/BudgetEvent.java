package org.reasoningrouter.router.measure;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.reasoningrouter.router.decide.Amount;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Reservation;

/// What has become of a tenant's budget: one decision has asked it, or one prompt's calls are paid.
///
/// @param decidedAt says whose hour and day it belongs to, whenever it comes
public record BudgetEvent(What what, int partition, Instant decidedAt, Amount amount) {

    /// What happened.
    public enum What {
        /// The amount was set aside.
        TAKEN('t'),
        /// The amount was asked for and not to be had.
        REFUSED('r'),
        /// The amount goes back: what was set aside, less what was used. Below nothing, where calls
        /// took more, or came after their prompt had ended.
        BACK('b');

        private final char code;

        What(char code) {
            this.code = code;
        }

        private static What coded(char code) {
            return Arrays.stream(values()).filter(it -> it.code == code).findFirst().orElseThrow();
        }
    }

    private static final int BYTES = Character.BYTES + Integer.BYTES + 3 * Long.BYTES;

    /// What a decision asked for; empty where no budget had a say.
    public static Optional<BudgetEvent> asked(Decision decision) {
        return decision.getReservation()
                .map(reservation ->
                        of(
                                reservation.getTaken() ? What.TAKEN : What.REFUSED,
                                decision,
                                reservation,
                                amount(reservation)));
    }

    /// The end of a prompt for which an amount was set aside; empty for any other.
    ///
    /// @param used by its calls
    public static Optional<BudgetEvent> ended(Decision decision, Amount used) {
        return decision.getReservation()
                .filter(Reservation::getTaken)
                .map(it -> of(What.BACK, decision, it, amount(it).minus(used)));
    }

    /// More was used for such a prompt after its end.
    public static Optional<BudgetEvent> late(Decision decision, Amount used) {
        return decision.getReservation()
                .filter(Reservation::getTaken)
                .map(it -> of(What.BACK, decision, it, Amount.NOTHING.minus(used)));
    }

    private static BudgetEvent of(
            What what, Decision decision, Reservation reservation, Amount amount) {
        return new BudgetEvent(what, reservation.getPartition(), decision.getDecidedAt(), amount);
    }

    private static Amount amount(Reservation reservation) {
        return new Amount(reservation.getTokens(), reservation.getCostNanos());
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putChar(what.code)
                .putInt(partition)
                .putLong(decidedAt.toEpochMilli())
                .putLong(amount.tokens())
                .putLong(amount.nanos())
                .array();
    }

    public static BudgetEvent of(byte[] stored) {
        var bytes = ByteBuffer.wrap(stored);
        return new BudgetEvent(
                What.coded(bytes.getChar()),
                bytes.getInt(),
                Instant.ofEpochMilli(bytes.getLong()),
                new Amount(bytes.getLong(), bytes.getLong()));
    }
}
