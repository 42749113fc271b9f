package org.reasoningrouter.router.join;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.reasoningrouter.router.measure.LedgerMeters;
import org.reasoningrouter.topics.RecordReader;
import org.reasoningrouter.topics.RegistryPatience;
import org.reasoningrouter.wire.Answer;
import org.reasoningrouter.wire.Decision;

/// What the tasks of a ledger share.
///
/// @param controlStands whether the topic `control` is there to be written to
/// @param tails opens the tail of one partition of `answers`, with the application's own settings
public record LedgerParts(
        RecordReader<Decision> decisions,
        RecordReader<Answer> answers,
        String answersTopic,
        Ledger ledger,
        LedgerSettings settings,
        LedgerMeters meters,
        InstantSource clock,
        RegistryPatience patience,
        BooleanSupplier controlStands,
        BiFunction<Map<String, Object>, Integer, AnswersTail> tails) {}
