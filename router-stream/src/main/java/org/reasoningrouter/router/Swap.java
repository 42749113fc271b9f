package org.reasoningrouter.router;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.reasoningrouter.router.JudgeFiles.Look;
import org.reasoningrouter.router.JudgeFiles.Opened;
import org.reasoningrouter.router.batch.CurrentJudge;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.measure.RouterMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts what the files of policy and model say in force while prompts are decided, or leaves the
/// old in force and says why.
///
/// Threads share it; its lock lets one of them read and open at a time, so that no more than two
/// judges hold their models in memory.
final class Swap {

    private static final Logger LOG = LoggerFactory.getLogger(Swap.class);
    private static final Duration LAST_PROMPT = Duration.ofSeconds(30);

    private final JudgeFiles files;
    private final CurrentJudge current;
    private final RouterMeters meters;
    private Opened installed;
    private volatile Outcome last;
    private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);

    /// What became of a try.
    sealed interface Outcome {

        /// One pair of a policy and a model is in force, and was not before.
        record Installed(PolicyInForce now) implements Outcome {}

        /// The files are those that are in force.
        record Unchanged(PolicyInForce still) implements Outcome {}

        /// They cannot be put in force.
        ///
        /// @param why one line
        record Refused(PolicyInForce still, String why) implements Outcome {}
    }

    Swap(JudgeFiles files, RouterMeters meters) {
        this.files = files;
        this.meters = meters;
        installed = files.open();
        current = new CurrentJudge(installed.judge());
        last = new Outcome.Installed(inForce());
        show();
    }

    CurrentJudge current() {
        return current;
    }

    /// What the last try came to; does not wait for one that is under way.
    Outcome last() {
        return last;
    }

    /// What the files look like now.
    Look look() {
        return files.look();
    }

    /// What they looked like when those in force were read.
    synchronized Look installed() {
        return installed.look();
    }

    /// Reads the files and puts them in force, if they are others and nothing is wrong with them.
    synchronized Outcome reload() {
        if (files.look().equals(installed.look())) {
            return new Outcome.Unchanged(inForce());
        }
        try {
            awaitLastPrompt();
            install(files.beside(installed));
            last = new Outcome.Installed(inForce());
        } catch (IllegalArgumentException | IllegalStateException e) {
            last = new Outcome.Refused(inForce(), firstLine(e));
            LOG.warn("event=swap_refused action=old-stays cause=\"{}\"", firstLine(e));
        }
        meters.swapped(last instanceof Outcome.Installed);
        return last;
    }

    private void install(Opened next) {
        leaving = current.replace(next.judge());
        installed = next;
        show();
    }

    /// Two judges fit into memory, not three.
    private void awaitLastPrompt() {
        try {
            leaving.get(LAST_PROMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the models of the last swap still have prompts to score; try again later", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the models of the last swap do not close", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while models closed", e);
        }
    }

    private PolicyInForce inForce() {
        return installed.judge().inForce();
    }

    private void show() {
        var policy = inForce().policy().version();
        var model = inForce().modelVersion();
        meters.inForce(policy, model);
        LOG.info("event=in_force policy={} model={}", policy, model);
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(Causes.misuse(e).getMessage());
    }
}
