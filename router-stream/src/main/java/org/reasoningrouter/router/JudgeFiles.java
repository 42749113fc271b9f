package org.reasoningrouter.router;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.batch.Shadow;
import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.PolicyInForce;
import org.reasoningrouter.router.decide.RoutingPolicy;
import org.reasoningrouter.router.decide.ShadowFiles;

/// The files that make a judge, as the settings name them: a policy, a model and perhaps a cheaper
/// one before it; and the shadow that the policy names. What is wrong with them is an
/// [IllegalArgumentException] or an [IllegalStateException] of one line, and leaves nothing open.
final class JudgeFiles {

    private final RouterConfig config;
    private final OpenModels models;
    private volatile Optional<ShadowFiles> named = Optional.empty();

    JudgeFiles(RouterConfig config, OpenModels models) {
        this.config = config;
        this.models = models;
    }

    /// What the files look like: a change of policies alone leaves the models open.
    record Look(FileLook policy, FileLook shadow, FileLook models, FileLook shadowModel) {}

    /// A judge, and what its files looked like when they were read.
    record Opened(Judge judge, Look look) {}

    /// A judge with models of its own, warm.
    Opened open() {
        return open(Optional.empty());
    }

    /// A judge made of the files as they are now. Models whose files did not change are the ones in
    /// force; others are opened beside them, and warm before anything is asked of them.
    Opened beside(Opened inForce) {
        return open(Optional.of(inForce));
    }

    Look look() {
        var shadow = named;
        return new Look(
                FileLook.at(config.policy().file().stream()),
                FileLook.at(shadow.map(ShadowFiles::policy).stream()),
                FileLook.at(folders()),
                FileLook.at(shadow.flatMap(ShadowFiles::model).map(Path::of).stream()));
    }

    private Stream<Path> folders() {
        var model = config.model();
        return Stream.of(
                        Stream.of(Path.of(model.folder())),
                        model.first().folder().map(Path::of).stream(),
                        model.first().band().stream())
                .flatMap(it -> it);
    }

    private Opened open(Optional<Opened> inForce) {
        var fresh = new ArrayList<Batcher>();
        try {
            var look = look(config.policy().file());
            var judge = judge(new Around(inForce, look, fresh));
            fresh.forEach(OpenModels::warmUp);
            requireStill(look().equals(look));
            return new Opened(judge, look);
        } catch (RuntimeException e) {
            fresh.forEach(Batcher::close);
            throw e;
        }
    }

    /// What a judge is made beside, and the models that are opened for it.
    private record Around(Optional<Opened> inForce, Look look, List<Batcher> fresh) {

        /// The models in force, unless their files are others; then new ones.
        Batcher models(
                Function<Look, FileLook> files,
                Function<Judge, Optional<Batcher>> open,
                Supplier<Batcher> other) {
            return inForce.filter(it -> files.apply(it.look()).equals(files.apply(look)))
                    .flatMap(it -> open.apply(it.judge()))
                    .orElseGet(() -> {
                        var opened = other.get();
                        fresh.add(opened);
                        return opened;
                    });
        }
    }

    /// Reads what the policy names as its shadow, so that the look sees that, too.
    private Look look(Optional<Path> file) {
        var before = look().policy();
        named = PolicyConfig.shadow(file);
        var look = look();
        requireStill(look.policy().equals(before));
        return look;
    }

    private Judge judge(Around around) {
        var policy = PolicyConfig.read(config.policy().file());
        around.inForce().ifPresent(it -> requireNewName(policy, it.judge().policy()));
        var batcher = around.models(Look::models, it -> Optional.of(it.batcher()), models::open);
        var drift = new DriftWatch(policy.calibrated(), config.policy().driftWindow());
        // Refuses a policy that is not for these models before others are opened.
        var alone = new Judge(policy, batcher, drift, Optional.empty());
        return named.map(it ->
                        new Judge(policy, batcher, drift, Optional.of(shadow(it, alone, around))))
                .orElse(alone);
    }

    private Shadow shadow(ShadowFiles files, Judge judge, Around around) {
        var policy = PolicyConfig.read(Optional.of(files.policy()));
        around.inForce()
                .flatMap(it -> it.judge().shadow())
                .ifPresent(it -> requireNewName(policy, it.decides().policy()));
        var own =
                files.model()
                        .map(folder ->
                                around.models(
                                        Look::shadowModel,
                                        it -> it.shadow().flatMap(Shadow::batcher),
                                        () -> models.openBeside(folder)));
        var version = own.orElse(judge.batcher()).modelVersion();
        return new Shadow(new PolicyInForce(policy, version), own);
    }

    /// A version says which policy a decision was made by, so it must not say two.
    private static void requireNewName(RoutingPolicy policy, RoutingPolicy before) {
        if (policy.version().equals(before.version()) && !policy.equals(before)) {
            throw new IllegalArgumentException(
                    "policy.file has changed and its version is still %s; give it a version of its own"
                            .formatted(policy.version()));
        }
    }

    /// What was half written when it was read changes once more.
    private static void requireStill(boolean still) {
        if (!still) {
            throw new IllegalStateException(
                    "the files of policy and model changed while they were read; look again once all are written");
        }
    }
}
