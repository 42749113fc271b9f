package org.reasoningrouter.worker.govern;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.wire.Attempt;
import org.reasoningrouter.wire.Message;
import org.reasoningrouter.wire.Role;
import org.reasoningrouter.wire.Route;
import org.reasoningrouter.worker.generate.FakeTime;
import org.reasoningrouter.worker.invoke.Ask;
import org.reasoningrouter.worker.invoke.Calling;
import org.reasoningrouter.worker.invoke.ModelServer.FirstToken;

/// A governor over a fake model, and what its tests ask it.
final class Governing {

    static final Abilities NATIVE = new Abilities(true, true, false, true);
    static final Abilities BY_IDS = new Abilities(false, true, false, true);
    static final Abilities BY_TEXT = new Abilities(false, false, true, true);
    static final ThinkingTexts TEXTS =
            new ThinkingTexts("\n\nNo time.", "\n</think>\n\n", "\nWait", "\n\\boxed{");
    static final Agreement NO_PROBES = new Agreement(false, 512, 1.5, 3, 20, 256);
    static final Agreement PROBES = new Agreement(true, 512, 1.5, 3, 20, 256);
    static final Extension NO_LEAST = new Extension(0, 2);

    final FakeTime time = new FakeTime();
    final FakeThinker model = new FakeThinker(time);
    ControlMode control = ControlMode.BUDGET_FORCING;
    boolean forces = true;
    Extension extension = NO_LEAST;
    Agreement agreement = NO_PROBES;
    Duration patience = Duration.ofHours(10);
    int answerTokens = 100;
    String question = "How many?";

    Tried thinking(Abilities abilities, int budget) {
        return respond(abilities, budget, Route.THINKING);
    }

    Tried respond(Abilities abilities, int budget, Route route) {
        var rules = new ThinkingRules(control, forces, 2048, TEXTS, extension, agreement);
        var message = Message.newBuilder().setRole(Role.USER).setContent(question).build();
        var ask = new Ask(List.of(message), Optional.empty(), budget, answerTokens);
        return new Governor(model, () -> abilities, rules, time)
                .respond(ask, route, Calling.START.plus(patience), FirstToken.UNHEARD);
    }

    static long reasoning(Tried tried) {
        return tried.attempts().stream()
                .map(Attempt::getUsage)
                .mapToLong(usage -> usage.getReasoningTokens())
                .sum();
    }

    static List<String> purposes(Tried tried) {
        return tried.attempts().stream().map(Attempt::getPurpose).toList();
    }
}
