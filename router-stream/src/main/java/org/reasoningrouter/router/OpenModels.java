package org.reasoningrouter.router;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.reasoningrouter.router.batch.BandConfig;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Models;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.measure.RouterMeters;
import org.reasoningrouter.wire.Message;

/// Opens the models that the settings name, whole or not at all; or takes the one that the program
/// was started with.
final class OpenModels {

    private static final List<Message> WARM_UP =
            List.of(
                    Message.newBuilder()
                            .setContent("How many primes are below one hundred? ".repeat(20))
                            .build());

    private final RouterConfig config;
    private final RouterMeters meters;
    private final Optional<Classifier> own;

    OpenModels(RouterConfig config, RouterMeters meters, Optional<Classifier> own) {
        this.config = config;
        this.meters = meters;
        this.own = own;
    }

    static void warmUp(Batcher batcher) {
        batcher.warmUp(WARM_UP);
    }

    /// A batcher of the models that are to judge.
    Batcher open() {
        return own.map(it -> batcher(Models.only(it))).orElseGet(this::openFolders);
    }

    private Batcher openFolders() {
        var opened = new ArrayList<OnnxClassifier>();
        try {
            return counted(batcher(models(opened)), opened);
        } catch (RuntimeException e) {
            opened.forEach(Classifier::close);
            throw e;
        }
    }

    private Batcher batcher(Models models) {
        return new Batcher(models, config.batch().limits(), meters, System::nanoTime);
    }

    /// A batcher of a shadow's model, which has one session and no meters of its batches.
    Batcher openBeside(String folder) {
        var settings = config.model();
        var classifier =
                new OnnxClassifier(ModelFolder.at(folder), settings.settings().withSessions(1));
        var models = new Models(Optional.empty(), classifier, settings.cache());
        var unread = RouterMeters.unread();
        return counted(
                new Batcher(models, config.batch().limits(), unread, System::nanoTime),
                List.of(classifier));
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

    private Batcher counted(Batcher batcher, List<OnnxClassifier> opened) {
        for (var classifier : opened) {
            var closed = meters.classifiesOn(classifier.version(), classifier.device().label());
            var _ = batcher.closed().thenRun(closed);
        }
        return batcher;
    }
}
