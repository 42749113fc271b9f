package org.reasoningrouter.router;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.reasoningrouter.router.classify.Classifier;
import org.reasoningrouter.router.classify.ModelFolder;
import org.reasoningrouter.router.classify.OnnxClassifier;
import org.reasoningrouter.router.measure.RouterMeters;

/// The classifier that the settings name; made only where the role `router` asks for it, whose
/// batcher closes it.
@Factory
@Requires(env = RouterApplication.ENVIRONMENT)
final class ClassifierConfig {

    @Singleton
    Classifier classifier(RouterConfig config, RouterMeters meters) {
        return open(config, config.model().folder(), meters);
    }

    /// A model of that folder, under the settings that hold for all.
    static Classifier open(RouterConfig config, String folder, RouterMeters meters) {
        var classifier = new OnnxClassifier(ModelFolder.at(folder), config.model().settings());
        meters.classifiesOn(classifier.version(), classifier.device().label());
        return classifier;
    }
}
