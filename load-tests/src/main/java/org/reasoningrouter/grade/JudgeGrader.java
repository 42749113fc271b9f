package org.reasoningrouter.grade;

import java.util.Optional;
import java.util.OptionalDouble;
import org.reasoningrouter.grade.JudgeClient.Reply;
import org.reasoningrouter.grade.JudgePrompt.Ruling;

/// Has a model say whether an answer is at least as good as the reference, or, where there is none,
/// as another answer.
///
/// Judges favour a place, so each pair is shown in both orders, and the score is the mean of the
/// two rulings: 1 when both find the answer equal or better, 0 when both find the other better, one
/// half when the place decided. A reply without a ruling gives no verdict.
final class JudgeGrader implements Grader {

    private final JudgeClient client;
    private final JudgePrompt prompt;
    private final String name;

    JudgeGrader(JudgeClient client, JudgePrompt prompt, String model) {
        this.client = client;
        this.prompt = prompt;
        name = "judge-" + prompt.version() + "/" + model;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean asksModel() {
        return true;
    }

    @Override
    public Verdict grade(Graded asked) {
        if (asked.reference().isBlank()) {
            return Verdict.ungraded(this, "the prompt has no reference to compare with");
        }
        var answer = answer(asked);
        if (answer.isEmpty()) {
            return Verdict.of(this, false, "blank answer");
        }
        return inBothOrders(asked.question(), asked.reference(), answer).second();
    }

    @Override
    public Optional<Compared> compare(Graded first, Graded second) {
        var one = answer(first);
        var two = answer(second);
        var compared =
                one.isEmpty() || two.isEmpty()
                        ? new Compared(besideBlank(one), besideBlank(two))
                        : inBothOrders(first.question(), one, two);
        return Optional.of(new Compared(ofPair(compared.first()), ofPair(compared.second())));
    }

    // What was held against another answer says so: it is no verdict against a reference.
    private Verdict ofPair(Verdict verdict) {
        return new Verdict(verdict.score(), name + "/pair", verdict.detail());
    }

    private static String answer(Graded asked) {
        return FinalAnswer.afterThought(asked.answer()).strip();
    }

    private Verdict besideBlank(String answer) {
        return answer.isEmpty()
                ? Verdict.of(this, false, "blank answer")
                : Verdict.of(this, true, "the other answer is blank");
    }

    private Compared inBothOrders(String question, String first, String second) {
        try {
            var straight = client.ask(prompt.of(question, first, second));
            var swapped = client.ask(prompt.of(question, second, first));
            return new Compared(
                    verdict(straight, Ruling.SECOND, swapped, Ruling.FIRST),
                    verdict(straight, Ruling.FIRST, swapped, Ruling.SECOND));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            var none = Verdict.ungraded(this, "interrupted");
            return new Compared(none, none);
        }
    }

    /// @param against the ruling of the first reply that prefers the other answer
    /// @param swappedAgainst that of the second
    private Verdict verdict(Reply reply, Ruling against, Reply swapped, Ruling swappedAgainst) {
        var one = score(reply, against);
        var two = score(swapped, swappedAgainst);
        if (one.isEmpty() || two.isEmpty()) {
            return Verdict.ungraded(this, one.isEmpty() ? why(reply) : why(swapped));
        }
        var mean = (one.getAsDouble() + two.getAsDouble()) / 2;
        return Verdict.of(
                this, mean, mean == 0.5 ? "the place decided" : "the same in both orders");
    }

    private static OptionalDouble score(Reply reply, Ruling against) {
        return switch (reply) {
            case Reply.Said(var text) ->
                    JudgePrompt.rulingIn(text)
                            .map(it -> OptionalDouble.of(it == against ? 0 : 1))
                            .orElse(OptionalDouble.empty());
            case Reply.Nothing _ -> OptionalDouble.empty();
        };
    }

    private static String why(Reply reply) {
        return switch (reply) {
            case Reply.Said _ -> "the judge's reply holds no verdict";
            case Reply.Nothing(var why) -> why;
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
