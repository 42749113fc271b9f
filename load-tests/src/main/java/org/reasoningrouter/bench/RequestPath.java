package org.reasoningrouter.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.reasoningrouter.local.LocalSettings;
import org.reasoningrouter.local.LocalStack;
import org.reasoningrouter.topics.Topic;
import org.reasoningrouter.wire.Lane;
import org.reasoningrouter.wire.Request;
import org.reasoningrouter.wire.Route;

/// From prompts to committed requests: routers that are JVMs of their own; their broker, the sender
/// and the reader are in this one.
public final class RequestPath implements AutoCloseable {

    private final StreamBench bench;
    private final LocalStack stack;
    private final PromptFeed feed;
    private final CommittedConsumer<Request> requests;
    private final List<RouterProcess> routers = new ArrayList<>();

    RequestPath(StreamBench bench, int partitions, Sending sending) {
        this.bench = bench;
        var settings = LocalSettings.defaults().running(Set.of()).withPartitions(partitions);
        stack = LocalStack.start(settings);
        feed = new PromptFeed(stack.target(), bench.prompts(), sending);
        requests =
                new CommittedConsumer<>(
                        stack.target(), Request.class, topics(stack), Request::getDecision);
    }

    public PromptFeed feed() {
        return feed;
    }

    public CommittedConsumer<Request> requests() {
        return requests;
    }

    /// Starts one more router and waits until its streams run.
    ///
    /// @param model a model folder, or [MeasuredRouter#CONSTANT]
    /// @param more settings that override the bench's own
    /// @throws IllegalStateException of one line when it does not start
    public void start(String model, Map<String, String> more) {
        var settings = new HashMap<>(bench.batches());
        stack.routerSettings().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        var name = "router-" + System.nanoTime();
        settings.put("router.roles", "router");
        // Two routers on one machine share no folder.
        settings.put("router.state-dir", bench.logs().resolve(name).toString());
        // The prompts of a filled topic are as old as the filling takes.
        settings.put("router.deadlines.interactive", "1h");
        settings.put(MeasuredRouter.MODEL, model);
        settings.put("logback.configurationFile", "logback-local.xml");
        settings.put("router.log", bench.logs().resolve(name + ".log").toString());
        settings.putAll(more);
        var out = bench.logs().resolve(name + ".out");
        routers.add(RouterProcess.start(settings, bench.jvm(), out));
    }

    /// Runs a course over it, to its end.
    ///
    /// @throws IllegalStateException of one line when nothing comes any more
    public List<BenchRound> run(Course course) throws IOException {
        var run = new CourseRun(course, feed, requests);
        run.fill();
        return run.rounds(gauge(course));
    }

    /// Tells where a course stands. Where it begins once it is warm, what the models have scored
    /// counts: what is committed comes in lumps, of a poll and more, and a round between two of
    /// them would begin and end anywhere within one. All of a short course may be scored before its
    /// first commit, so there, and where a topic is drained, what is committed counts.
    CourseRun.Gauge gauge(Course course) {
        return course.isOpen() ? _ -> moment() : prompts -> moment().with(prompts);
    }

    /// Where all routers together stand, by what their models have scored.
    public Moment moment() throws IOException {
        var work = ModelWork.NONE;
        var pids = new ArrayList<Long>();
        for (var router : routers) {
            work = work.plus(router.work());
            pids.add(router.pid());
        }
        return Moment.now(work.scored(), work, pids);
    }

    /// The CPU that each router has had, in the order in which they were started.
    public List<Duration> cpuOfEach() throws IOException {
        var all = new ArrayList<Duration>();
        for (var router : routers) {
            all.add(CpuTimes.now(router.pid()).server());
        }
        return List.copyOf(all);
    }

    /// Stops the routers and reads everything again.
    ///
    /// @return how many prompts took the fallback
    /// @throws IllegalStateException of one line when a prompt is missing or came twice
    public long requireOnce() {
        stopRouters();
        return requests.requireOnce(feed.sent()).fallbacks();
    }

    private void stopRouters() {
        routers.forEach(RouterProcess::close);
        routers.clear();
    }

    private static List<Topic<?>> topics(LocalStack stack) {
        var topics = new ArrayList<Topic<?>>();
        for (var route : Route.values()) {
            for (var lane : Lane.values()) {
                topics.add(stack.topics().requests(route, lane));
            }
        }
        return topics;
    }

    @Override
    public void close() {
        stopRouters();
        requests.close();
        feed.close();
        stack.close();
    }
}
