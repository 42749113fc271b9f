package org.reasoningrouter.router.admit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.reasoningrouter.router.admit.Admission.Admitted;
import org.reasoningrouter.router.admit.Admission.Rejected;
import org.reasoningrouter.router.admit.Admission.Unroutable;
import org.reasoningrouter.wire.Generation;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Reason;

/// The checks a prompt passes before it costs anything: loops where a stream would cost more than
/// the check.
///
/// Threads may share it.
public final class AdmissionRules {

    private static final int MOST_ID_CHARS = 256;
    private static final int MOST_TENANT_CHARS = 256;
    private static final int MOST_STOPS = 16;

    private final AdmissionLimits limits;

    public AdmissionRules(AdmissionLimits limits) {
        this.limits = limits;
    }

    public Admission admit(Prompt prompt, Arrival arrival) {
        var id = prompt.getPromptId().isEmpty() ? arrival.key().orElse("") : prompt.getPromptId();
        if (id.isEmpty()) {
            return new Unroutable(Reason.MISSING_ID.name(), "neither an id nor a key");
        }
        if (id.length() > MOST_ID_CHARS) {
            return new Unroutable(
                    Reason.OUT_OF_RANGE.name(),
                    "the id must have 1 to 256 characters: " + id.length());
        }
        var identified =
                prompt.getPromptId().isEmpty()
                        ? Prompt.newBuilder(prompt).setPromptId(id).build()
                        : prompt;
        return fault(identified, arrival)
                .<Admission>map(f -> new Rejected(identified, arrival, f.reason, f.detail))
                .orElseGet(() ->
                        new Admitted(
                                identified,
                                arrival,
                                limits.deadlines().of(identified, arrival.receivedAt())));
    }

    /// What is wrong with a prompt, worst first: what could not even be reported in full, then what
    /// the text lacks, then who asks and when.
    private Optional<Fault> fault(Prompt prompt, Arrival arrival) {
        return tooLarge(prompt)
                .or(() -> text(prompt))
                .or(() -> tenant(prompt))
                .or(() -> outOfRange(prompt))
                .or(() -> pastDeadline(prompt, arrival));
    }

    private static Optional<Fault> tooLarge(Prompt prompt) {
        var beside = TextSize.beside(prompt);
        return fault(
                beside > AdmissionLimits.BESIDE_BYTES,
                Reason.TOO_LARGE,
                () -> beside + " bytes beside the text, at most " + AdmissionLimits.BESIDE_BYTES);
    }

    private Optional<Fault> text(Prompt prompt) {
        var messages = prompt.getMessages();
        if (!hasText(messages)) {
            return fault(true, Reason.EMPTY, () -> "no text in " + messages.size() + " messages");
        }
        var bytes = TextSize.of(messages);
        return fault(
                        bytes > limits.textBytes(),
                        Reason.TOO_LONG,
                        () -> bytes + " bytes of text, at most " + limits.textBytes())
                .or(() -> badEncoding(prompt));
    }

    private static boolean hasText(List<Message> messages) {
        for (var message : messages) {
            if (!message.getContent().isBlank()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDamaged(Prompt prompt) {
        for (var message : prompt.getMessages()) {
            if (TextSize.isDamaged(message.getContent())) {
                return true;
            }
        }
        return TextSize.isDamaged(prompt.getPromptId());
    }

    private static Optional<Fault> badEncoding(Prompt prompt) {
        return fault(
                isDamaged(prompt),
                Reason.BAD_ENCODING,
                () -> "U+FFFD or a lone surrogate in the text");
    }

    private Optional<Fault> tenant(Prompt prompt) {
        var chars = prompt.getTenant().length();
        return fault(
                        chars > MOST_TENANT_CHARS,
                        Reason.OUT_OF_RANGE,
                        () -> "the tenant must have at most 256 characters: " + chars)
                .or(() ->
                        fault(
                                !limits.lets(prompt.getTenant()),
                                Reason.UNKNOWN_TENANT,
                                () -> "the tenant is not in the configured list"));
    }

    private static Optional<Fault> outOfRange(Prompt prompt) {
        return positive("maxThinkingTokens", prompt.getMaxThinkingTokens())
                .or(() -> positive("maxAnswerTokens", prompt.getMaxAnswerTokens()))
                .or(() -> prompt.getGeneration().flatMap(AdmissionRules::outOfRange));
    }

    private static Optional<Fault> outOfRange(Generation generation) {
        var temperature = generation.getTemperature();
        var topP = generation.getTopP();
        return fault(
                        temperature.filter(t -> !(t >= 0 && t <= 2)).isPresent(),
                        Reason.OUT_OF_RANGE,
                        () -> "temperature must be 0 to 2: " + temperature.orElse(0.0))
                .or(() ->
                        fault(
                                topP.filter(p -> !(p > 0 && p <= 1)).isPresent(),
                                Reason.OUT_OF_RANGE,
                                () -> "topP must be above 0, to 1: " + topP.orElse(0.0)))
                .or(() ->
                        fault(
                                generation.getStop().size() > MOST_STOPS,
                                Reason.OUT_OF_RANGE,
                                () -> "at most 16 stops: " + generation.getStop().size()));
    }

    private static Optional<Fault> positive(String name, Optional<Integer> number) {
        return fault(
                number.filter(n -> n < 1).isPresent(),
                Reason.OUT_OF_RANGE,
                () -> name + " must be at least 1: " + number.orElse(0));
    }

    private Optional<Fault> pastDeadline(Prompt prompt, Arrival arrival) {
        if (prompt.getTimeLimitMs().filter(limit -> limit <= 0).isPresent()) {
            return fault(true, Reason.PAST_DEADLINE, () -> "the time limit must be positive");
        }
        var deadline = limits.deadlines().of(prompt, arrival.receivedAt());
        return fault(
                !arrival.polledAt().isBefore(deadline),
                Reason.PAST_DEADLINE,
                () ->
                        "read "
                                + Duration.between(deadline, arrival.polledAt())
                                + " after its deadline");
    }

    private static Optional<Fault> fault(boolean found, Reason reason, Supplier<String> detail) {
        return found ? Optional.of(new Fault(reason, detail.get())) : Optional.empty();
    }

    private record Fault(Reason reason, String detail) {}
}
