package org.reasoningrouter.worker.govern;

import java.util.Optional;
import java.util.OptionalInt;
import org.reasoningrouter.wire.ThinkingEnd;
import org.reasoningrouter.wire.TokenSource;
import org.reasoningrouter.wire.Usage;
import org.reasoningrouter.worker.invoke.Failure;
import org.reasoningrouter.worker.invoke.Generation;
import org.reasoningrouter.worker.invoke.Generation.Cut;
import org.reasoningrouter.worker.invoke.Generation.Failed;
import org.reasoningrouter.worker.invoke.Generation.Generated;
import org.reasoningrouter.worker.invoke.LlmCall.Purpose;
import org.reasoningrouter.worker.invoke.Thought;
import org.reasoningrouter.worker.invoke.Turn;
import org.reasoningrouter.worker.invoke.Turn.Continuation;
import org.reasoningrouter.worker.invoke.Turn.Opening;

/// The course of one thinking try: opens, and goes on from each thought that a call leaves until
/// there is an answer or a failure. It belongs to the slot's thread.
///
/// By steps, each call is capped at what is left of the budget, so that no server has to be
/// believed. Otherwise the server is told the budget, and only a thought that it left without an
/// answer is gone on from.
final class Course {

    // A server counts a budget with or without its tags, so it is held when met about so nearly.
    private static final int BELOW = 4;
    private static final int ABOVE = 32;
    private static final int SHARE_OFF = 4;

    private final Calls calls;
    private final Abilities abilities;
    private final ThinkingRules rules;
    private final int budget;
    private final boolean steps;
    private final boolean extendable;
    private final boolean probed;
    private final Probes probes = new Probes();
    private Optional<ThinkingEnd> endedBy = Optional.empty();
    private boolean observed;
    private boolean simulated;
    private long spent;
    private long cap;
    private int intervals;
    private int extensions;

    /// @param probed whether the ask is one whose thought may end by agreement
    Course(Calls calls, Abilities abilities, ThinkingRules rules, boolean probed) {
        var stops = abilities.continues() && abilities.stopsAfterThought();
        this.calls = calls;
        this.abilities = abilities;
        this.rules = rules;
        this.budget = calls.ask().thinkingTokens();
        this.extendable = stops && rules.extension().isWanted();
        this.probed = stops && probed;
        this.steps = !abilities.nativeBudget() || extendable || this.probed;
    }

    Tried run() {
        var end = calls.make(Purpose.ANSWER, opening());
        while (end instanceof Cut cut) {
            end = next(cut);
        }
        return tried(end);
    }

    private Opening opening() {
        if (!steps) {
            var most = (long) budget + calls.ask().answerTokens();
            return new Opening(true, OptionalInt.of(budget), most, abilities.continues(), false);
        }
        cap = nextCap(budget);
        return new Opening(true, OptionalInt.empty(), cap, true, abilities.stopsAfterThought());
    }

    private Generation next(Cut cut) {
        observed |= isThought(cut);
        simulated |= cut.simulated();
        spent += spentIn(cut);
        if (!abilities.continues(cut.thought())) {
            return calls.empty();
        }
        return cut.closed() ? afterItsEnd(cut) : afterTheCap(cut.thought());
    }

    private Generation afterItsEnd(Cut cut) {
        var room = room();
        if (extendable && rules.extension().isDue(spent, extensions) && room > 0) {
            return extended(cut.thought(), room);
        }
        return answered(cut.thought(), rules.texts().close(), ownEnd(cut.attempt().getUsage()));
    }

    // More thinking is a gain, not a need: where it fails, the thought that is there is answered
    // from, which is another call and not the same one again.
    private Generation extended(Thought thought, long room) {
        var end = thoughtOn(thought, rules.texts().waitText(), room);
        if (isTruncated(end) || (end instanceof Failed failed && !isOver(failed))) {
            return answered(thought, rules.texts().close(), ThinkingEnd.MODEL);
        }
        extensions++;
        return end;
    }

    private Generation afterTheCap(Thought thought) {
        if (probed && room() > 0) {
            if (spent >= rules.extension().leastTokens()) {
                var probe = probe(thought);
                if (probe instanceof Failed failed && isOver(failed)) {
                    return failed;
                }
                if (agree(probe)) {
                    return answered(thought, rules.texts().close(), ThinkingEnd.AGREED);
                }
            }
            var room = room();
            if (room > 0) {
                var end = thoughtOn(thought, "", room);
                return isTruncated(end)
                        ? answered(thought, rules.texts().forced(), ThinkingEnd.FORCED)
                        : end;
            }
        }
        return answered(thought, rules.texts().forced(), ThinkingEnd.FORCED);
    }

    private Generation probe(Thought thought) {
        var text = rules.texts().probe();
        var most = rules.agreement().probeTokens();
        return calls.make(Purpose.PROBE, new Continuation(thought, text, false, most));
    }

    // A probe that failed has no answer to agree with.
    private boolean agree(Generation probe) {
        var text = probe instanceof Generated generated ? generated.text() : "";
        return probes.add(text) >= rules.agreement().probes();
    }

    private Generation thoughtOn(Thought thought, String appended, long room) {
        cap = nextCap(room);
        return continued(new Continuation(thought, appended, true, cap));
    }

    private Generation answered(Thought thought, String appended, ThinkingEnd end) {
        endedBy = Optional.of(observed ? end : ThinkingEnd.NONE);
        var most = calls.ask().answerTokens();
        var answer = continued(new Continuation(thought, appended, false, most));
        return answer instanceof Cut ? calls.empty() : answer;
    }

    private Generation continued(Turn turn) {
        return calls.make(Purpose.CONTINUATION, turn);
    }

    private Tried tried(Generation end) {
        return switch (end) {
            case Generated generated -> {
                var whole = whole(generated);
                yield new Tried(whole, calls.made(), endOf(whole), extensions);
            }
            case Failed failed ->
                    new Tried(
                            calls.failed(failed),
                            calls.made(),
                            endedBy.orElse(ThinkingEnd.NONE),
                            extensions);
            case Cut _ -> throw new IllegalStateException("a course cannot end in a thought");
        };
    }

    // What was seen of the whole try, not of its last call alone.
    private Generated whole(Generated last) {
        return new Generated(
                last.attempt(),
                last.text(),
                last.finishReason(),
                last.thinkingObserved() || observed,
                last.simulated() || simulated);
    }

    private ThinkingEnd endOf(Generated whole) {
        if (!whole.thinkingObserved()) {
            return ThinkingEnd.NONE;
        }
        return endedBy.orElseGet(() -> ownEnd(whole.attempt().getUsage()));
    }

    // A count that is a share by characters is off by a part of the answer, whose tokens are longer
    // or shorter than the thought's.
    private ThinkingEnd ownEnd(Usage usage) {
        var shared = usage.getSource() == TokenSource.CHARACTERS;
        var off = shared ? usage.getAnswerTokens() / SHARE_OFF : 0;
        var over = usage.getReasoningTokens() - budget;
        var atBudget = over >= -BELOW - off && over <= ABOVE + off;
        return !steps && atBudget ? ThinkingEnd.BUDGET : ThinkingEnd.MODEL;
    }

    // A capped call has used its cap. Of one that ended before, only counts of the server's are
    // believed: chunks may hold several tokens.
    private long spentIn(Cut cut) {
        var usage = cut.attempt().getUsage();
        var counted =
                usage.getSource() == TokenSource.SERVER
                        || usage.getSource() == TokenSource.CHARACTERS;
        return cut.closed() && counted ? usage.getReasoningTokens() : cap;
    }

    private long room() {
        return Math.min(budget - spent, calls.affordable(spent));
    }

    private long nextCap(long room) {
        return probed ? Math.min(room, rules.agreement().interval(intervals++)) : room;
    }

    // A server that goes on past the thought answers under a cap that was meant for the thought.
    private boolean isTruncated(Generation end) {
        return end instanceof Generated generated
                && generated.finishReason().equals("length")
                && generated.attempt().getUsage().getAnswerTokens() < calls.ask().answerTokens();
    }

    private static boolean isThought(Cut cut) {
        return cut.attempt().getUsage().getReasoningTokens() > 0
                || !cut.thought().text().isBlank()
                || !cut.thought().ids().isEmpty();
    }

    private static boolean isOver(Failed failed) {
        return failed.failure() == Failure.CANCELLED || failed.failure() == Failure.DEADLINE;
    }
}
