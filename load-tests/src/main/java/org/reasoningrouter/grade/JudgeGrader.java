package org.reasoningrouter.grade;

import java.util.OptionalDouble;
import org.reasoningrouter.grade.JudgeClient.Reply;
import org.reasoningrouter.grade.JudgePrompt.Ruling;

/// Has a model say whether an answer is at least as good as the reference.
///
/// Judges favour a place, so each pair is shown in both orders, and the score is the mean of the
/// two rulings: 1 when both find the answer equal or better, 0 when both find the reference better,
/// one half when the place decided. A reply without a ruling gives no verdict.
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
    public Verdict grade(Graded asked) {
        if (asked.reference().isBlank()) {
            return Verdict.ungraded(this, "the prompt has no reference to compare with");
        }
        var answer = FinalAnswer.afterThought(asked.answer()).strip();
        if (answer.isEmpty()) {
            return Verdict.of(this, false, "blank answer");
        }
        try {
            return inBothOrders(asked, answer);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Verdict.ungraded(this, "interrupted");
        }
    }

    private Verdict inBothOrders(Graded asked, String answer) throws InterruptedException {
        var behind = client.ask(prompt.of(asked.question(), asked.reference(), answer));
        var before = client.ask(prompt.of(asked.question(), answer, asked.reference()));
        var second = score(behind, Ruling.FIRST);
        var first = score(before, Ruling.SECOND);
        if (second.isEmpty() || first.isEmpty()) {
            return Verdict.ungraded(this, second.isEmpty() ? why(behind) : why(before));
        }
        var mean = (second.getAsDouble() + first.getAsDouble()) / 2;
        return Verdict.of(
                this, mean, mean == 0.5 ? "the place decided" : "the same in both orders");
    }

    /// @param reference the ruling that prefers the reference
    private static OptionalDouble score(Reply reply, Ruling reference) {
        return switch (reply) {
            case Reply.Said(var text) ->
                    JudgePrompt.rulingIn(text)
                            .map(it -> OptionalDouble.of(it == reference ? 0 : 1))
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
