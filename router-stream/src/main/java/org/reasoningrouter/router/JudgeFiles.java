package org.reasoningrouter.router;

import java.util.ArrayList;
import java.util.List;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Message;

/// The files that make a judge, as the settings name them: a policy, a model and perhaps a cheaper
/// one before it. What is wrong with them is an [IllegalArgumentException] or an
/// [IllegalStateException] of one line, and leaves nothing open.
final class JudgeFiles {

    private static final List<Message> WARM_UP =
            List.of(
                    Message.newBuilder()
                            .setContent("How many primes are below one hundred? ".repeat(20))
                            .build());

    private final RouterConfig config;
    private final RouterMeters meters;

    JudgeFiles(RouterConfig config, RouterMeters meters) {
        this.config = config;
        this.meters = meters;
    }

    RoutingPolicy policy() {
        return PolicyConfig.read(config.policy().file());
    }

    /// A judge with models of its own, warm.
    Judge open() {
        var policy = policy();
        var batcher = models();
        try {
            var judge = new Judge(policy, batcher);
            batcher.warmUp(WARM_UP);
            return judge;
        } catch (IllegalArgumentException | IllegalStateException e) {
            batcher.close();
            throw e;
        }
    }

    private Batcher models() {
        var opened = new ArrayList<OnnxClassifier>();
        try {
            var models = models(opened);
            var batcher = new Batcher(models, config.batch().limits(), meters, System::nanoTime);
            opened.forEach(it -> count(it, batcher));
            return batcher;
        } catch (IllegalArgumentException | IllegalStateException e) {
            opened.forEach(Classifier::close);
            throw e;
        }
    }

    private Models models(List<OnnxClassifier> opened) {
        var settings = config.model();
        var main = open(settings.folder(), opened);
        var first =
                settings.first()
                        .folder()
                        .map(folder ->
                                new Models.First(
                                        open(folder, opened),
                                        BandConfig.read(settings.first().band().orElseThrow())));
        return new Models(first, main, settings.cache());
    }

    private OnnxClassifier open(String folder, List<OnnxClassifier> opened) {
        var classifier = new OnnxClassifier(ModelFolder.at(folder), config.model().settings());
        opened.add(classifier);
        return classifier;
    }

    private void count(OnnxClassifier classifier, Batcher batcher) {
        var closed = meters.classifiesOn(classifier.version(), classifier.device().label());
        var _ = batcher.closed().thenRun(closed);
    }
}
