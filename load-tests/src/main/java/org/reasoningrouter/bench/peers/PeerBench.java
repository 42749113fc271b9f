package org.reasoningrouter.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.reasoningrouter.bench.BenchBatches;
import org.reasoningrouter.bench.BenchRound;
import org.reasoningrouter.bench.CommittedConsumer;
import org.reasoningrouter.bench.CourseRun;
import org.reasoningrouter.bench.MeasuredRouter;
import org.reasoningrouter.bench.Moment;
import org.reasoningrouter.bench.PromptFeed;
import org.reasoningrouter.bench.RouterProcess;
import org.reasoningrouter.load.ChildProgram;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Decision;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Prompt;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

/// Runs contenders with one model, each in a JVM of its own beside a broker that is made for the
/// run, so that every run begins the same.
///
/// @param model its folder
/// @param expected what is right to say of the prompts, in their order
/// @param jvm what the contender's JVM is told
/// @param folder takes logs and whatever a contender writes
record PeerBench(
        String model, List<Prompt> prompts, List<Answer> expected, List<String> jvm, Path folder) {

    private static final int PARTITIONS = 8;

    /// One run: the contender works when the prompts come, and has warmed up when the round begins.
    ///
    /// @throws IllegalStateException of one line when it fails, or an answer is not what it must be
    BenchRound run(Contender contender, Tuning tuning, Sizes sizes) throws IOException {
        try {
            return measured(contender, tuning, sizes);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "%s with %s: %s".formatted(contender.label(), tuning, e.getMessage()), e);
        }
    }

    private BenchRound measured(Contender contender, Tuning tuning, Sizes sizes)
            throws IOException {
        var settings = LocalSettings.defaults().running(Set.of()).withPartitions(PARTITIONS);
        try (var stack = LocalStack.start(settings);
                var feed = new PromptFeed(stack.target(), prompts);
                var requests = requests(stack)) {
            var run = new CourseRun(sizes.course(tuning), feed, requests);
            var rounds = new ArrayList<BenchRound>();
            try (var program = start(contender, tuning, stack)) {
                run.fill();
                rounds.addAll(run.rounds(_ -> scored(program), program::requireAlive));
            }
            check(stack, requests, feed.sent());
            return rounds.stream()
                    .filter(it -> it.prompts() > 0)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException(
                                    "all was done at once: --encoder-prompts or --model-prompts must be higher"));
        }
    }

    /// What the model has scored, and not what is committed: that comes in lumps, of a second's
    /// work and more, so that a round would begin and end anywhere within one.
    private static Moment scored(RouterProcess program) throws IOException {
        var work = program.work();
        return Moment.now(work.scored(), work, program.pid());
    }

    private RouterProcess start(Contender contender, Tuning tuning, LocalStack stack) {
        var log = folder.resolve(contender.name().toLowerCase(Locale.ROOT) + ".log");
        var settings =
                contender == Contender.OURS
                        ? ours(stack, tuning)
                        : PeerSettings.of(contender, stack, model, tuning);
        settings.put("java.io.tmpdir", folder.toString());
        settings.put("logback.configurationFile", "logback-local.xml");
        settings.put("router.log", log.toString());
        var all = new ArrayList<>(jvm);
        if (contender == Contender.FLINK) {
            all.addAll(FlinkClassPath.JVM);
            settings.put(ChildProgram.CLASS_PATH, FlinkClassPath.now());
        }
        var main = contender == Contender.OURS ? MeasuredRouter.class : PeerProgram.class;
        return RouterProcess.start(main, settings, all, out(log));
    }

    // A file for each run, as the port is read from it.
    private static Path out(Path log) {
        try {
            return Files.createTempFile(log.getParent(), log.getFileName().toString(), ".out");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> ours(LocalStack stack, Tuning tuning) {
        var settings = new HashMap<>(BenchBatches.SHIPPED.settings());
        stack.routerSettings().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        settings.putAll(tuning.asRouterSettings());
        settings.put("router.roles", "router");
        settings.put("router.deadlines.interactive", "1h");
        settings.put("router.admission.identity.enabled", "false");
        // A busy machine must not turn a score into a fallback.
        settings.put("router.batch.deadline", "15s");
        settings.put(MeasuredRouter.MODEL, model);
        return settings;
    }

    private void check(LocalStack stack, CommittedConsumer<Request> requests, int all) {
        var asked = new AnswerCheck(expected);
        requests.readAgain(asked::take);
        asked.require("requests", all);
        try (var decisions =
                new CommittedConsumer<>(
                        stack.target(),
                        Decision.class,
                        List.of(stack.topics().decisions()),
                        Function.identity())) {
            var decided = new AnswerCheck(expected);
            decisions.readAgain(decided::take);
            decided.require("decisions", all);
        }
    }

    private static CommittedConsumer<Request> requests(LocalStack stack) {
        var topics = new ArrayList<Topic<?>>();
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                topics.add(stack.topics().requests(route, lane));
            }
        }
        return new CommittedConsumer<>(stack.target(), Request.class, topics, Request::getDecision);
    }
}
