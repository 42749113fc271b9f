package org.reasoningrouter.router;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.reasoningrouter.router.batch.Batcher;
import org.reasoningrouter.router.batch.Judge;
import org.reasoningrouter.router.decide.DriftWatch;
import org.reasoningrouter.router.decide.PolicyConfig;
import org.reasoningrouter.router.decide.RoutingPolicy;

/// The files that make a judge, as the settings name them: a policy, a model and perhaps a cheaper
/// one before it. What is wrong with them is an [IllegalArgumentException] or an
/// [IllegalStateException] of one line, and leaves nothing open.
final class JudgeFiles {

    private static final String CLASS_PATH = "classpath:";

    private final RouterConfig config;
    private final OpenModels models;

    JudgeFiles(RouterConfig config, OpenModels models) {
        this.config = config;
        this.models = models;
    }

    /// What the files look like.
    record Look(FileLook policy, FileLook models) {}

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
        return new Look(FileLook.at(config.policy().file().stream()), FileLook.at(folders()));
    }

    private Stream<Path> folders() {
        var model = config.model();
        return Stream.concat(
                Stream.concat(Stream.of(model.folder()), model.first().folder().stream())
                        .filter(folder -> !folder.startsWith(CLASS_PATH))
                        .map(Path::of),
                model.first().band().stream());
    }

    private Opened open(Optional<Opened> inForce) {
        var fresh = new ArrayList<Batcher>();
        try {
            var look = look();
            var policy = PolicyConfig.read(config.policy().file());
            inForce.ifPresent(it -> requireNewName(policy, it.judge().policy()));
            var batcher =
                    inForce.filter(it -> it.look().models().equals(look.models()))
                            .map(it -> it.judge().batcher())
                            .orElseGet(() -> kept(models.open(), fresh));
            var drift = new DriftWatch(policy.calibrated(), config.policy().driftWindow());
            var judge = new Judge(policy, batcher, drift);
            fresh.forEach(OpenModels::warmUp);
            requireStill(look);
            return new Opened(judge, look);
        } catch (IllegalArgumentException | IllegalStateException e) {
            fresh.forEach(Batcher::close);
            throw e;
        }
    }

    private static Batcher kept(Batcher opened, List<Batcher> fresh) {
        fresh.add(opened);
        return opened;
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
    private void requireStill(Look before) {
        if (!look().equals(before)) {
            throw new IllegalStateException(
                    "the files of policy and model changed while they were read; look again once all are written");
        }
    }
}
